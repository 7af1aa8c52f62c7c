"""A description without `x-sdk-*` is named by rule, and the library made from it works."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen import document, rules
from codegen.__main__ import generate
from codegen.description import Description
from codegen.model import Resource

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shop(shop_path) -> Description:
    return Description(document.read(shop_path))


def methods(resource: Resource) -> dict[str, tuple[str, str]]:
    return {method.name: (method.kind, method.operation.route) for method in resource.methods}


def test_classes_are_named_after_their_objects(shop):
    names = {name: resource.public_name for name, resource in shop.resources.items()}
    assert names == {
        "event": "Event",  # the hand-written part needs these two
        "gadget": "Gadget",
        "gadget_part": "GadgetPart",
        "picture": "Picture",
        "till": "Till",
        "v2.core.event": "v2.core.Event",
        "v2.works.robot": "v2.works.Robot",
        "workshop.session": "workshop.Session",
    }


def test_methods_follow_the_routes(shop):
    assert methods(shop.resources["gadget"]) == {
        "create": ("class", "POST /v1/gadgets"),
        "create_part": ("class", "POST /v1/gadgets/{gadget}/parts"),
        "delete": ("dual", "DELETE /v1/gadgets/{gadget}"),
        "delete_part": ("class", "DELETE /v1/gadgets/{gadget}/parts/{id}"),
        "list": ("class", "GET /v1/gadgets"),
        "list_parts": ("class", "GET /v1/gadgets/{gadget}/parts"),
        "manual": ("dual", "GET /v1/gadgets/{gadget}/manual"),
        "modify": ("class", "POST /v1/gadgets/{gadget}"),
        "modify_part": ("class", "POST /v1/gadgets/{gadget}/parts/{id}"),
        "polish": ("dual", "POST /v1/gadgets/{gadget}/polish"),
        "retrieve": ("class", "GET /v1/gadgets/{gadget}"),
        "retrieve_part": ("class", "GET /v1/gadgets/{gadget}/parts/{id}"),
        "search": ("class", "GET /v1/gadgets/search"),
    }
    helpers = shop.resources["gadget"].test_helpers
    assert [(method.name, method.kind) for method in helpers] == [("shatter", "dual")]


def test_a_pdf_is_streamed_from_the_file_host_and_a_form_with_a_file_is_multipart(shop):
    by_name = {method.name: method.operation for method in shop.resources["gadget"].methods}
    assert (by_name["manual"].base, by_name["manual"].stream) == ("files", True)
    upload = shop.resources["picture"].methods[0].operation
    assert (upload.base, upload.multipart, upload.stream) == ("files", True, False)


def test_bases_and_addresses(shop):
    assert shop.resources["gadget"].bases == (
        "CreateableAPIResource",
        "DeletableAPIResource",
        "ListableAPIResource",
        "SearchableAPIResource",
        "UpdateableAPIResource",
    )
    assert shop.resources["till"].bases == ("SingletonAPIResource",)
    assert shop.resources["till"].class_url == "/v1/till"
    part = shop.resources["gadget_part"]
    assert part.instance_urls == ("/v1/gadgets/{gadget}/parts/{id}",)
    assert part.unsupported == ("modify", "retrieve")


def test_services_form_a_tree(shop):
    tree = {
        path: {method.name: method.operation.route for method in service.methods}
        for path, service in shop.services.items()
        if service.methods
    }
    assert set(tree) == {
        "v1.gadgets",
        "v1.gadgets.parts",
        "v1.pictures",
        "v1.test_helpers.gadgets",
        "v1.till",
        "v1.workshop.sessions",
        "v2.works.robots",
    }
    assert tree["v1.gadgets"]["update"] == "POST /v1/gadgets/{gadget}"
    assert tree["v2.works.robots"] == {
        "create": "POST /v2/works/robots",
        "list": "GET /v2/works/robots",
        "retrieve": "GET /v2/works/robots/{id}",
        "stop": "POST /v2/works/robots/{id}/stop",
    }
    robots = {method.name: method for method in shop.services["v2.works.robots"].methods}
    assert robots["create"].decimals == ("share",)
    assert shop.services["v1.gadgets.parts"].class_name == "GadgetPartService"


def test_fields_and_parameters_have_their_classes(shop):
    gadget = shop.resources["gadget"]
    assert set(gadget.objects) == {"", "Packaging", "Packaging.Box", "Prices"}
    assert gadget.objects[""].fields["maker"].shape.expandable
    assert gadget.objects["Packaging"].fields["from"].python_name == "from_"
    params = shop.params["params.GadgetCreateParams"]
    assert params.top.fields["name"].required
    assert params.top.fields["colour"].shape.values == ("red", "blue")
    assert set(params.objects) == {
        "GadgetCreateParamsPackaging",
        "GadgetCreateParamsPackagingBox",
    }


def test_a_namespace_keeps_out_of_the_way_of_our_modules(shop_path):
    renamed = shop_path.read_text().replace("workshop", "sandbox")
    files = generate(Description(rules.complete(json.loads(renamed))))
    assert "resources/sandbox_/session.py" in files
    assert "services/sandbox_/session_service.py" in files
    assert [name for name in files if name.startswith("sandbox/")] == ["sandbox/spec/api.json"]


def test_events(shop):
    assert list(shop.events) == ["gadget.created"]
    event = shop.thin_events["v2.works.robot[arm].stopped"]
    assert event.class_name == "V2WorksRobotIncludingArmStoppedEvent"
    assert event.handler_method == "on_v2_works_robot_including_arm_stopped"
    assert event.related == ("v2.works.robot",)


CALLS = """
import importlib, io, json, pathlib, stripe
calls = []
class Client(stripe.HTTPClient):
    name = "fake"
    def request(self, method, url, headers, post_data=None):
        calls.append(f"{method} {url}")
        kind = "list" if url.endswith("gadgets") and method == "get" else "gadget"
        return json.dumps({"object": kind, "id": "g_1", "data": []}), 200, {}
    def request_stream(self, method, url, headers, post_data=None):
        return io.BytesIO(self.request(method, url, headers)[0].encode()), 200, {}
for path in pathlib.Path(stripe.__file__).parent.rglob("*.py"):
    name = path.relative_to(pathlib.Path(stripe.__file__).parents[1]).with_suffix("")
    if "sandbox" not in name.parts:
        importlib.import_module(".".join(name.parts).removesuffix(".__init__"))
stripe.api_key, stripe.default_http_client = "sk_test_1", Client()
gadget = stripe.Gadget.create(name="a")
assert type(gadget) is stripe.Gadget, type(gadget)
gadget.polish(times=2)
stripe.Gadget.list()
stripe.Gadget.modify_part("g_1", "p_1", name="b")
stripe.Gadget.TestHelpers.shatter("g_1")
gadget.manual().io.read()
stripe.workshop.Session.create(gadget="g_1")
client = stripe.StripeClient("sk_test_1", http_client=Client())
client.v1.gadgets.parts.update("g_1", "p_1", {"name": "c"})
client.gadgets.delete("g_1")
client.v2.works.robots.stop("r_1")
assert stripe.events.V2WorksRobotIncludingArmStoppedEventNotification
assert stripe.params.GadgetCreateParams(name="x") == {"name": "x"}
assert stripe.api_version == "2031-02-03.fern" and stripe.major_api_version == "fern"
print(*calls, sep="\\n")
"""


def test_the_library_made_from_it_makes_its_calls(tmp_path, shop_path):
    ignored = shutil.ignore_patterns("__pycache__", "*.pyi", "sandbox")
    shutil.copytree(ROOT / "stripe", tmp_path / "stripe", ignore=ignored)
    command = [sys.executable, "-m", "codegen", "--output", str(tmp_path / "stripe")]
    subprocess.run([*command, str(shop_path)], cwd=ROOT, check=True, capture_output=True)
    found = subprocess.run(
        [sys.executable, "-c", CALLS], cwd=tmp_path, capture_output=True, text=True
    )
    assert found.stderr == ""
    assert found.stdout.split("\n")[:-1] == [
        "post https://api.stripe.com/v1/gadgets",
        "post https://api.stripe.com/v1/gadgets/g_1/polish",
        "get https://api.stripe.com/v1/gadgets",
        "post https://api.stripe.com/v1/gadgets/g_1/parts/p_1",
        "post https://api.stripe.com/v1/test_helpers/gadgets/g_1/shatter",
        "get https://files.stripe.com/v1/gadgets/g_1/manual",
        "post https://api.stripe.com/v1/workshop/sessions",
        "post https://api.stripe.com/v1/gadgets/g_1/parts/p_1",
        "delete https://api.stripe.com/v1/gadgets/g_1",
        "post https://api.stripe.com/v2/works/robots/r_1/stop",
    ]


def stripped(node: Any, more: tuple[str, ...] = ()) -> Any:
    """The node without `x-sdk-*`, and without the extensions in `more`."""
    if isinstance(node, dict):
        return {
            key: stripped(value, more)
            for key, value in node.items()
            if not key.startswith("x-sdk-") and key not in more
        }
    return [stripped(value, more) for value in node] if isinstance(node, list) else node


def names_of(description: Description) -> dict[str, Any]:
    """What users see of a description: classes, methods, services, events."""
    return {
        "classes": {r.object_name: r.public_name for r in description.resources.values()},
        "methods": {
            f"{r.public_name}.{m.name}": (m.kind, m.operation.route, m.operation.base)
            for r in description.resources.values()
            for m in (*r.methods, *r.test_helpers)
            if len(m.routes) == 1
        },
        "services": {
            f"{path}.{m.name}": (m.operation.route, m.operation.base, m.operation.stream, m.params)
            for path, service in description.services.items()
            for m in service.methods
            if path != "oauth"
        },
        "events": {e.type: (e.class_name, e.related) for e in description.thin_events.values()},
        "inner classes": {
            f"{r.public_name}.{path}" for r in description.resources.values() for path in r.objects
        },
    }


# The vendor publishes two documents: one for SDKs, and one without what SDKs are told of resources.
@pytest.mark.parametrize("missing", [(), ("x-stripeOperations", "x-stripeResource")])
def test_rules_find_the_official_names(committed, missing):
    bare = stripped(committed, missing)
    bare["paths"] = {k: v for k, v in bare["paths"].items() if not k.startswith("/oauth/")}
    expected, found = names_of(Description(committed)), names_of(Description(rules.complete(bare)))
    for key, names in expected.items():
        assert found[key] == names, key


def test_a_complete_description_stays_as_it_is(committed):
    assert rules.complete(committed) is committed


def replaced(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    *parents, last = path.split(" ")
    node = changed
    for part in parents:
        node = node[part]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return changed


GADGET = "components schemas gadget"
BOX = "components schemas gadget_packaging"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("info", ...),
        ("components", ...),
        ("components schemas", []),
        ("paths", ...),
        ("paths /v1/gadgets", None),
        ("paths /v1/gadgets get responses", ...),
        ("paths /v1/gadgets post requestBody", {"$ref": "#/components/requestBodies/none"}),
        ("paths /v1/gadgets get parameters", [{"$ref": "#/components/parameters/none"}, 3]),
        (GADGET, True),
        (f"{GADGET} properties", []),
        (f"{GADGET} properties object", {"const": "gadget"}),
        (f"{GADGET} properties object", {"enum": ["a gadget!"]}),
        (f"{GADGET} properties id", {"type": ["string", "null"]}),
        (f"{GADGET} properties id", {"type": "string", "enum": [None]}),
        (f"{GADGET} properties id", {"type": "string", "enum": [{}, [], "a"]}),
        (f"{GADGET} properties", {"": {"type": "string"}, "class": {"type": "string"}}),
        (f"{GADGET} properties packaging", {"$ref": "#/components/schemas/nowhere"}),
        (f"{GADGET} properties packaging", {"$ref": 7}),
        (f"{GADGET} properties maker x-expansionResources", {"oneOf": "till"}),
        (f"{GADGET} x-stripeOperations", [{"method_name": "class", "method_on": 1}, None]),
        (f"{GADGET} x-stripeResource", {"class_name": "not a name", "in_package": 5}),
        (f"{BOX} properties boxes", {"type": "array"}),
        (f"{BOX} properties boxes", {"$ref": "#/components/schemas/gadget_packaging"}),
        ("components schemas gadget.created x-stripeEvent", {"type": None}),
        ("components schemas gadget.created properties", ...),
    ],
)
def test_unknown_shapes_are_read_as_far_as_they_can_be(shop_path, path, value):
    odd = replaced(json.loads(shop_path.read_text()), path, value)
    files = generate(Description(rules.complete(odd)))
    for name, source in files.items():
        if name.endswith((".py", ".pyi")):
            compile(source, name, "exec")
    assert "resources/v2/core/event.py" in files
