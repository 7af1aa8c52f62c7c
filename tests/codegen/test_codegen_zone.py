"""The generated zone: it is what a fresh run writes, it says so, and it holds no logic."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen import document, dropped, text, zone
from codegen.__main__ import main

ROOT = Path(__file__).parents[2]
STRIPE = ROOT / "stripe"
FOLDERS = ("resources", "services", "params", "events")


def generated(suffix: str) -> list[Path]:
    return [
        path
        for path in sorted(STRIPE.rglob(f"*{suffix}"))
        if path.read_text(encoding="utf-8").startswith(zone.MARK)
    ]


def run(code: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def test_check_finds_no_difference(capsys):
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_check_names_what_differs(tmp_path, shop_path, capsys):
    assert main(["--output", str(tmp_path), str(shop_path)]) == 0
    changed = tmp_path / "resources" / "gadget.py"
    changed.write_text(changed.read_text() + "\nX = 1\n")
    (tmp_path / "resources" / "till.py").unlink()
    (tmp_path / "resources" / "gone.py").write_text(text.HEADER)
    (tmp_path / "by_hand.py").write_text("X = 1\n")
    capsys.readouterr()
    assert main(["--check", "--output", str(tmp_path), str(shop_path)]) == 1
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        "differs: resources/gadget.py",
        "missing: resources/till.py",
        "stale: resources/gone.py",
    ]
    assert "python -m codegen" in output.err


def test_a_run_repairs_the_zone_and_touches_nothing_else(tmp_path, shop_path, capsys):
    (tmp_path / "by_hand.py").write_text("X = 1\n")
    old = tmp_path / "resources" / "old" / "thing.py"
    old.parent.mkdir(parents=True)
    old.write_text(text.HEADER)
    main(["--output", str(tmp_path), str(shop_path)])
    assert (tmp_path / "by_hand.py").read_text() == "X = 1\n"
    assert not old.parent.exists()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.py")}
    main(["--output", str(tmp_path), str(shop_path)])
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.py")} == before
    assert "0 of them changed" in capsys.readouterr().out


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_the_zone_has_the_header(folder):
    files = [p for p in (STRIPE / folder).rglob("*") if p.suffix in (".py", ".pyi")]
    assert files
    assert [p.name for p in files if not p.read_text(encoding="utf-8").startswith(zone.MARK)] == []


def test_git_shows_generated_files_as_such_and_no_others():
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout: git is not there to be asked")
    known = {path.relative_to(ROOT).as_posix() for path in (*generated(".py"), *generated(".pyi"))}
    known |= {"stripe/sandbox/spec/api.json", "stripe/sandbox/face.pyi"}
    known |= {"codegen/openapi.json", "tests/public_api.txt"}
    files = sorted(
        p.relative_to(ROOT).as_posix()
        for p in STRIPE.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    )
    answer = subprocess.run(
        ["git", "check-attr", "--stdin", "linguist-generated"],
        cwd=ROOT,
        input="\n".join({*files, *known}),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    marked = {line.partition(": ")[0] for line in answer.splitlines() if line.endswith(": set")}
    assert marked == known


def test_generated_modules_hold_no_logic():
    allowed = (ast.Assign, ast.AnnAssign, ast.ImportFrom, ast.Import, ast.ClassDef, ast.Pass)
    offenders = []
    for path in generated(".py"):
        nodes = list(ast.parse(path.read_text(encoding="utf-8")).body)
        while nodes:
            node = nodes.pop()
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            unrun = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            if not isinstance(node, allowed) and not docstring and not unrun:
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            nodes.extend(getattr(node, "body", ()))
    assert offenders == []


def test_every_operation_is_one_statement_with_its_route():
    for path in generated(".py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("operation", "dual", "instance_operation", "service_method"):
                verb, _, route = ast.literal_eval(node.args[0]).partition(" ")
                assert verb in ("GET", "POST", "DELETE"), path
                assert route.startswith(("/v1/", "/v2/", "/oauth/")), path


def test_importing_stripe_imports_no_resource():
    code = "import stripe, sys; print([m for m in sys.modules if m.startswith('stripe.resources')])"
    assert run(code) == "[]"


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("stripe.Customer", "stripe.resources.customer"),
        ("stripe.checkout.Session", "stripe.resources.checkout.session"),
        ("stripe.UsageRecord", "stripe.resources.usage_record"),
        ("stripe.v2.core.Account", "stripe.resources.v2.core.account"),
    ],
)
def test_importing_one_resource_imports_only_that_one(name, module):
    code = (
        f"import stripe, sys; {name}; import importlib.util as u\n"
        "print(*[m for m in sys.modules if m.startswith('stripe.resources.')"
        " and u.find_spec(m).submodule_search_locations is None])"
    )
    assert run(code) == module


def test_the_generator_refuses_what_is_no_description(tmp_path):
    path = tmp_path / "list.json"
    path.write_text("[]")
    with pytest.raises(SystemExit, match=r"list\.json is no OpenAPI document"):
        main(["--check", str(path)])
    path.write_text("openapi: 3.0.0")
    with pytest.raises(SystemExit, match=r"list\.json is no OpenAPI document in JSON"):
        main(["--check", str(path)])
    with pytest.raises(SystemExit, match=r"none\.json is no OpenAPI document in JSON"):
        main(["--check", str(tmp_path / "none.json")])


def test_the_description_has_one_path_or_schema_a_line_and_says_where_it_is_from(committed):
    lines = (ROOT / "codegen" / "openapi.json").read_text(encoding="utf-8").splitlines()
    starts = {line.partition(":")[0].strip('"') for line in lines}
    assert starts.issuperset(committed["paths"])
    assert starts.issuperset(committed["components"]["schemas"])
    assert committed["info"]["x-sdk-source"]


def test_the_committed_description_is_written_as_the_generator_writes_it(committed):
    written = (ROOT / "codegen" / "openapi.json").read_text(encoding="utf-8")
    assert document.text(committed) == written


def test_a_document_takes_the_place_of_the_committed_description(monkeypatch, tmp_path, shop_path):
    description, facts = tmp_path / "openapi.json", tmp_path / "dropped.json"
    shutil.copy(document.COMMITTED, description)
    shutil.copy(dropped.COMMITTED, facts)
    monkeypatch.setattr(document, "COMMITTED", description)
    monkeypatch.setattr(dropped, "COMMITTED", facts)
    monkeypatch.setattr("codegen.__main__.ZONE", tmp_path / "stripe")
    newer = json.loads(shop_path.read_text(encoding="utf-8"))
    newer["components"]["schemas"]["gadget"]["description"] = "The vendor's words."
    shop = tmp_path / "shop.json"
    shop.write_text(json.dumps(newer), encoding="utf-8")
    assert main([str(shop)]) == 0
    taken = json.loads(description.read_text(encoding="utf-8"))
    assert taken["info"]["x-sdk-source"] == {"document": "shop.json"}
    assert "The vendor's words." not in description.read_text(encoding="utf-8")
    assert dropped.read()["classes"]["Customer"]["since"] == "2031-02-03.fern"
    assert (tmp_path / "stripe" / "resources" / "gadget.py").is_file()
    assert main(["--check"]) == 0
