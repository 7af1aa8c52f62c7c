"""The recipes of the documentation run as they stand."""

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"
BLOCKS = {
    found[1]: found[0]
    for found in re.finditer(
        r"(?<=```python\n)# (test_\w+\.py)\n.*?(?=```)", PAGE.read_text(), re.DOTALL
    )
}


def test_there_are_three_recipes():
    assert sorted(BLOCKS) == ["test_app.py", "test_billing.py", "test_webhook.py"]


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_recipe(pytester, name):
    if "import flask" in BLOCKS[name]:
        pytest.importorskip("flask")
    pytester.makepyfile(**{name.removesuffix(".py"): BLOCKS[name]})
    tests = BLOCKS[name].count("def test_")
    pytester.runpytest_subprocess("-q").assert_outcomes(passed=tests)


def test_faults_of_the_page():
    code = re.search(r"## Faults\n\n```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[1]
    names = {}
    exec(code, names)
    assert len(names["sandbox"]._state.faults.orders) == code.count("sandbox.fail(")


def test_what_is_billed_on_the_page():
    page = PAGE.read_text()
    exec(re.search(r"## What is billed\n.*?```python\n(.*?)```", page, re.DOTALL)[1], {})
    from stripe.sandbox.state.settings import Settings

    for name in vars(Settings()):
        assert f"| `{name}` |" in page
