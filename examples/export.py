"""All objects of a kind to a file: slices of time, several threads, going on after an interruption.

    python examples/export.py charges --since 2026-01-01 --workers 8 --format csv

The key is STRIPE_API_KEY of the environment. Needs `tqdm`, and `pyarrow` for parquet. Each finished slice
is a file in `<output>.slices/`: the same command after an interruption fetches only what is missing.
No more than a page of each worker is in memory. A 429 is waited out as its `Retry-After` says.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timezone
from itertools import islice, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

from tqdm import tqdm

import stripe

Row = dict[str, Any]
SLICES_PER_WORKER = 8
ROWS_AT_ONCE = 10_000


def slices(since: int, until: int, count: int) -> list[tuple[int, int]]:
    """The time from `since` up to `until` (Unix seconds) in parts, each up to the start of the next."""
    count = max(1, min(count, until - since))
    edges = [since + (until - since) * number // count for number in range(count + 1)]
    return list(pairwise(edges))


def rows(client: stripe.StripeClient, resource: str, start: int, end: int) -> Iterator[Row]:
    """The objects created in a slice of time, as plain dicts, newest first, a page in memory at a time."""
    service: Any = attrgetter(resource)(client.v1)
    page = service.list({"limit": 100, "created": {"gte": start, "lt": end}})
    for found in page.auto_paging_iter():
        yield found.to_dict(for_json=True)


def fetch(client: stripe.StripeClient, resource: str, start: int, end: int, path: Path) -> int:
    """Writes a slice to a file, a line an object; the file is there only when it is whole."""
    count = 0
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for row in rows(client, resource, start, end):
            file.write(json.dumps(row) + "\n")
            count += 1
    unfinished.replace(path)
    return count


def export(
    client: stripe.StripeClient, resource: str, since: int, until: int, workers: int, folder: Path
) -> list[Path]:
    """Fetches the slices that are not there yet; gives the files of all, in the order of time."""
    parts = slices(since, until, workers * SLICES_PER_WORKER)
    paths = [folder / f"{start}-{end}.jsonl" for start, end in parts]
    missing = [pair for pair in zip(parts, paths, strict=True) if not pair[1].exists()]
    with ThreadPoolExecutor(workers) as pool, tqdm(unit=" objects", desc=resource) as progress:
        running = [pool.submit(fetch, client, resource, *part, path) for part, path in missing]
        try:
            for done in as_completed(running):
                progress.update(done.result())
        except BaseException:
            pool.shutdown(cancel_futures=True)  # what is finished stays for the next time
            raise
    return paths


def read(paths: Iterable[Path]) -> Iterator[Row]:
    """The objects of all slices, one at a time."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def columns(paths: list[Path], fields: str | None) -> list[str]:
    """The columns of a table: those asked for, else all fields that any object has."""
    if fields:
        return fields.split(",")
    found: dict[str, None] = {}
    for row in read(paths):
        found.update(dict.fromkeys(row))
    return list(found)


def cell(row: Row, column: str) -> object:
    """A field by its path (`billing_details.email`); what is nested is given as JSON."""
    value: Any = row
    for name in column.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def write_jsonl(paths: list[Path], output: Path, _fields: str | None) -> None:
    """A line an object, as the API gave it."""
    with output.open("wb") as file:
        for path in paths:
            with path.open("rb") as part:
                shutil.copyfileobj(part, file)


def write_csv(paths: list[Path], output: Path, fields: str | None) -> None:
    """A table with a line of names."""
    names = columns(paths, fields)
    with output.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([cell(row, name) for name in names] for row in read(paths))


def write_parquet(paths: list[Path], output: Path, fields: str | None) -> None:
    """Columns by type: whole numbers, numbers, truth values; everything else as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = columns(paths, fields)
    kinds: dict[str, set[type]] = {name: set() for name in names}
    for row in read(paths):
        for name in names:
            kinds[name].add(type(cell(row, name)))
    types = {name: _arrow_type(pa, kinds[name] - {type(None)}) for name in names}
    schema = pa.schema(list(types.items()))
    with pq.ParquetWriter(output, schema) as writer:
        source = read(paths)
        while batch := list(islice(source, ROWS_AT_ONCE)):
            table = {
                name: [_as(types[name], cell(row, name), pa) for row in batch] for name in names
            }
            writer.write_batch(pa.RecordBatch.from_pydict(table, schema=schema))


def _arrow_type(pa: Any, kinds: set[type]) -> Any:
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


def _as(type: Any, value: object, pa: Any) -> object:
    return str(value) if value is not None and type == pa.string() else value


WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


def seconds(text: str) -> int:
    """Unix seconds of a date or time; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return int(moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("resource", help="charges, customers, issuing.transactions, ...")
    parser.add_argument("--since", type=seconds, required=True, metavar="DATE", help="2026-01-01")
    parser.add_argument("--until", type=seconds, metavar="DATE", help="not included; now")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--format", choices=sorted(WRITERS), default="csv")
    parser.add_argument("--fields", metavar="A,B.C", help="columns, nested ones by their path")
    parser.add_argument("--output", type=Path, metavar="FILE")
    options = parser.parse_args()
    output = options.output or Path(f"{options.resource}.{options.format}")
    folder = output.with_name(output.name + ".slices")
    plan = folder / "plan.json"
    # A second run takes the end of the first: its slices are those that are there.
    asked = {"resource": options.resource, "since": options.since, "workers": options.workers}
    if plan.exists():
        known = json.loads(plan.read_text())
        if {name: known[name] for name in asked} != asked:
            return _complain(f"{folder} is of another export: finish that, or remove the folder")
        asked = known
    else:
        asked["until"] = options.until or int(datetime.now(timezone.utc).timestamp())
        folder.mkdir(parents=True, exist_ok=True)
        plan.write_text(json.dumps(asked))
    client = stripe.StripeClient(os.environ.get("STRIPE_API_KEY", ""), max_network_retries=8)
    try:
        paths = export(client, **asked, folder=folder)
    except (stripe.StripeError, AttributeError) as error:
        return _complain(f"{error} (what was fetched is kept: run the command again)")
    unfinished = output.with_name(output.name + ".part")  # half an export must not look like one
    WRITERS[options.format](paths, unfinished, options.fields)
    unfinished.replace(output)
    shutil.rmtree(folder)
    print(f"{options.resource}: {output}")
    return 0


def _complain(message: str) -> int:
    print(f"export: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
