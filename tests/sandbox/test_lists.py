"""Pages, cursors, filters, and the query language of search."""

import pytest

import stripe


@pytest.fixture
def customers(sandbox):
    return [stripe.Customer.create(email=f"c{n}@example.com", name=f"Name {n}") for n in range(25)]


def _ids(page):
    return [found.id for found in page.data]


def test_newest_first_ten_at_a_time(customers):
    page = stripe.Customer.list()
    assert _ids(page) == [c.id for c in customers[:-11:-1]]
    assert (page.has_more, page.url, page.object) == (True, "/v1/customers", "list")


def test_next_and_previous_pages(customers):
    first = stripe.Customer.list(limit=10)
    second = first.next_page()
    third = second.next_page()
    assert _ids(first) + _ids(second) + _ids(third) == [c.id for c in customers[::-1]]
    assert (second.has_more, third.has_more) == (True, False)
    assert _ids(stripe.Customer.list(ending_before=second.data[0].id)) == _ids(first)


def test_ending_before(customers):
    page = stripe.Customer.list(ending_before=customers[20].id, limit=3)
    assert _ids(page) == [c.id for c in (customers[23], customers[22], customers[21])]
    assert page.has_more is True
    assert stripe.Customer.list(ending_before=customers[-1].id).data == []


def test_auto_paging(customers):
    found = list(stripe.Customer.list(limit=7).auto_paging_iter())
    assert [c.id for c in found] == [c.id for c in customers[::-1]]


def test_cursor_of_a_deleted_object(customers, http):
    stripe.Customer.delete(customers[3].id)
    answer = http("GET", "/v1/customers", {"starting_after": customers[3].id})
    assert (answer.status, answer.error["param"]) == (400, "starting_after")
    assert len(stripe.Customer.list(limit=100).data) == 24


def test_filter_by_field(customers):
    assert _ids(stripe.Customer.list(email="c3@example.com")) == [customers[3].id]
    assert stripe.Customer.list(email="c99@example.com").data == []


def test_pages_of_a_filtered_list(sandbox):
    product = stripe.Product.create(name="x")
    prices = []
    for n in range(1, 6):
        prices.append(stripe.Price.create(product=product.id, unit_amount=n, currency="usd"))
        stripe.Price.create(product_data={"name": "other"}, unit_amount=n, currency="usd")
    page = stripe.Price.list(product=product.id, limit=2)
    assert [p.id for p in page.auto_paging_iter()] == [p.id for p in prices[::-1]]


@pytest.mark.stripe_sandbox(now=1_700_000_000)
def test_filter_by_creation(sandbox):
    made = []
    for _ in range(3):
        made.append(stripe.Customer.create().id)
        sandbox.clock.advance(100)
    assert _ids(stripe.Customer.list(created={"gte": 1_700_000_100})) == [made[2], made[1]]
    assert _ids(stripe.Customer.list(created={"gt": 1_700_000_100})) == [made[2]]
    assert _ids(stripe.Customer.list(created={"lt": 1_700_000_100})) == [made[0]]
    assert _ids(stripe.Customer.list(created={"gt": 1_700_000_000, "lte": 1_700_000_100})) == [
        made[1]
    ]
    assert _ids(stripe.Customer.list(created=1_700_000_200)) == [made[2]]


@pytest.mark.parametrize("active", [True, False])
def test_filter_by_boolean(sandbox, active):
    for value in (True, False):
        stripe.Product.create(name="x", active=value)
    assert [p.active for p in stripe.Product.list(active=active).data] == [active]


def test_filter_by_ids(sandbox):
    made = [stripe.Product.create(name=str(n)).id for n in range(4)]
    assert _ids(stripe.Product.list(ids=[made[0], made[2]])) == [made[2], made[0]]


# -- search ----------------------------------------------------------------------------------------


@pytest.fixture
def people(sandbox):
    stripe.Customer.create(name="Jenny Rosen", email="jenny@example.com", metadata={"plan": "gold"})
    stripe.Customer.create(name="Jonas Rosen", email="jonas@example.com", metadata={"plan": "tin"})
    stripe.Customer.create(name="Ada", email="ada@example.org", phone="+4930")


QUERIES = {
    'email:"jenny@example.com"': ["Jenny Rosen"],
    "email:'JENNY@example.com'": ["Jenny Rosen"],
    'name~"rosen"': ["Jonas Rosen", "Jenny Rosen"],
    'metadata["plan"]:"gold"': ["Jenny Rosen"],
    '-metadata["plan"]:"gold"': ["Ada", "Jonas Rosen"],
    '-metadata["plan"]:null': ["Jonas Rosen", "Jenny Rosen"],
    'metadata["plan"]:null': ["Ada"],
    'phone:null AND name~"rosen" AND -email:"jonas@example.com"': ["Jenny Rosen"],
    'name~"rosen" -email:"jonas@example.com"': ["Jenny Rosen"],
    'email:"jenny@example.com" OR email:"ada@example.org"': ["Ada", "Jenny Rosen"],
    "created>0": ["Ada", "Jonas Rosen", "Jenny Rosen"],
    "created<10": [],
}


@pytest.mark.parametrize("query", QUERIES)
def test_queries(people, query):
    assert [c.name for c in stripe.Customer.search(query=query).data] == QUERIES[query]


BAD = {
    "nonsense": "We were unable to parse your search query.",
    "": "We were unable to parse your search query.",
    'shoe:"9"': "Field `shoe` is an unsupported search field for resource `customers`.",
    'name~"ab"': "Substring search needs at least 3 characters.",
    'name>"b"': "Operator `>` is not supported",
    'name:"a" AND name:"b" OR name:"c"': "You cannot combine AND and OR",
    'created:"soon"': "must be a number",
    " AND ".join(['name:"a"'] * 11): "Search queries can have up to 10 clauses.",
}


@pytest.mark.parametrize("query", BAD)
def test_bad_queries(http, query):
    answer = http("GET", f"/v1/customers/search?{'query=' if not query else ''}", {"query": query})
    assert answer.status == 400
    if query:
        assert BAD[query] in answer.error["message"]


def test_pages_of_a_search(sandbox):
    made = [stripe.Customer.create(name="Same name").id for _ in range(5)]
    page = stripe.Customer.search(query='name:"Same name"', limit=2, expand=["total_count"])
    assert (page.object, page.has_more, page.total_count) == ("search_result", True, 5)
    assert page.url == "/v1/customers/search"
    assert [c.id for c in page.auto_paging_iter()] == made[::-1]


def test_search_reads_its_own_writes(sandbox):
    customer = stripe.Customer.create(name="Jenny Rosen")
    stripe.Customer.modify(customer.id, name="Jenny Miller")
    assert stripe.Customer.search(query='name:"Jenny Rosen"').data == []
    assert stripe.Customer.search(query='name:"Jenny Miller"').data[0].id == customer.id
    stripe.Customer.delete(customer.id)
    assert stripe.Customer.search(query='name:"Jenny Miller"').data == []
