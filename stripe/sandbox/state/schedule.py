"""What is to happen later, as data: tasks lie in the store of their world until a clock brings them.

    @task("charge.expire")
    def expire(world: World, id: str) -> None: ...

    schedule.at(world, when, "charge.expire", charge["id"])

A task of a test clock waits for that clock (`next_of`), every other for the sandbox's own. At one
and the same second they run by the order that `@task` gives them, then as they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush, merge
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

F = TypeVar("F", bound=Callable[..., None])
TASKS = "sandbox.task"
"""The collection that they lie in."""

_functions: dict[str, Callable[..., None]] = {}
_orders: dict[str, int] = {}


def task(name: str, *, order: int = 0) -> Callable[[F], F]:
    """Registers what carries out the tasks of a name; it takes the world and their arguments."""

    def register(function: F) -> F:
        if name in _functions:
            raise ValueError(f"Two functions carry out {name}.")
        _functions[name] = function
        _orders[name] = order
        return function

    return register


class Task(NamedTuple):
    """One thing to be done: when (seconds since 1970), its name, its arguments (JSON values)."""

    id: str
    when: float
    order: int
    name: str
    args: list[Any]
    test_clock: str | None


def at(world: World, when: float, name: str, *args: Any, test_clock: str | None = None) -> None:
    """Has a task carried out when the sandbox's clock, or the test clock named, gets there."""
    made: Obj = {
        "id": world.state.agenda.next_id(),
        "when": when,
        "order": _orders[name],
        "name": name,
        "args": list(args),
        "test_clock": test_clock,
        "about": args[0] if args else None,
    }
    world.store.put(TASKS, made["id"], made)
    world.state.agenda.add(world, made)


def cancel(world: World, name: str, about: Any) -> None:
    """Takes out the tasks of a name whose first argument this is."""
    for found in list(world.store.all(TASKS, "about", about)):
        if found["name"] == name:
            world.store.remove(TASKS, found["id"], None)


def cancel_all(world: World, test_clock: str) -> None:
    """Takes out what waits for a test clock."""
    for found in waiting(world):
        if found.test_clock == test_clock:
            world.store.remove(TASKS, found.id, None)


def waiting(world: World) -> list[Task]:
    """What is still to be done in a world, in the order of its time."""
    found = sorted(world.store.all(TASKS), key=_place)
    return [_task_of(one) for one in found]


def soonest(world: World) -> Iterator[Task]:
    """What is still to be done in a world, in the order of its time, as far as one looks."""
    return (_task_of(found) for found in world.state.agenda.of_world(world))


def meaning(name: str) -> str:
    """What the tasks of a name do, in words."""
    return (getattr(_functions.get(name), "__doc__", None) or name).partition("\n")[0]


def next_of(world: World, test_clock: str, until: float) -> Task | None:
    """Takes out the next task of a test clock that is due by a moment; `run` carries it out."""
    due = world.state.agenda.first((world.account_id, world.livemode, test_clock))
    return None if due is None or due[1]["when"] > until else _taken(*due)


def run(world: World, due: Task) -> None:
    """Carries out a task that has been taken out."""
    _functions[due.name](world, *due.args)


def _place(found: Obj) -> tuple[float, int, int]:
    return found["when"], found["order"], int(found["id"])


def _task_of(found: Obj) -> Task:
    return Task(*(found[field] for field in Task._fields))


def _taken(world: World, due: Obj) -> Task:
    world.store.remove(TASKS, due["id"], None)
    return _task_of(due)


Line = tuple[str, bool, str]
"""Those who wait for one test clock: account, mode, id of the clock."""


Place = tuple[float, int, int, "World"]


def _in_order(heap: list[Place]) -> Iterator[Place]:
    left = list(heap)
    while left:
        yield heappop(left)


class Agenda:
    """The tasks of all worlds of a sandbox by their time: an index, made anew from the stores."""

    def __init__(self, state: State, made: int = 0) -> None:
        self._state = state
        self.made: int = made
        self._heaps: dict[Line | None, list[Place]] = {}

    def next_id(self) -> str:
        """The id of a new task."""
        self.made += 1
        return str(self.made)

    def add(self, world: World, found: Obj) -> None:
        """Takes in a task that lies in the store of a world."""
        clock = found["test_clock"]
        line = None if clock is None else (world.account_id, world.livemode, clock)
        when, order, number = _place(found)
        heappush(self._heaps.setdefault(line, []), (when, order, number, world))
        self.made = max(self.made, number)

    def rebuild(self) -> None:
        """Starts anew from what lies in the stores."""
        self._heaps.clear()
        for world in self._state.worlds():
            for found in world.store.all(TASKS):
                self.add(world, found)

    def first(self, line: Line | None) -> tuple[World, Obj] | None:
        """The next task of the sandbox's clock, or of a test clock."""
        heap = self._heaps.get(line)
        while heap:
            _, _, number, world = heap[0]
            found = world.store.get(TASKS, str(number))
            if found is not None:
                return world, found
            heappop(heap)  # carried out, or cancelled
        return None

    def next_due(self, line: Line | None = None) -> float | None:
        """When the sandbox's clock, or a test clock, has next something to bring."""
        due = self.first(line)
        return None if due is None else due[1]["when"]

    def is_due(self, moment: float) -> bool:
        """Whether the sandbox's clock has something to bring by a moment."""
        heap = self._heaps.get(None)
        if not heap or heap[0][0] > moment:  # what was cancelled lies there, too
            return False
        due = self.next_due()
        return due is not None and due <= moment

    def of_world(self, world: World) -> Iterator[Obj]:
        """What waits in a world, in order; looking at the first of many costs little."""
        place = (world.account_id, world.livemode)
        heaps = [heap for line, heap in self._heaps.items() if line is None or line[:2] == place]
        for _, _, number, whose in merge(*map(_in_order, heaps)):
            found = world.store.get(TASKS, str(number)) if whose is world else None
            if found is not None:
                yield found

    def run_next(self) -> None:
        """Carries out what the sandbox's clock has next to bring."""
        with self._state.lock:
            due = self.first(None)
            if due is not None:
                self._state.begin(None, None)  # what time brings is no request's doing
                run(due[0], _taken(*due))
