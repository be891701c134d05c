"""The table of signs: closed, in order, and every pattern linear and able to fit."""

from __future__ import annotations

import json
import re

import pytest

from provenance.decoders.identifiers.registry import decoders
from provenance.decoders.records import Grade
from provenance.origin.client_table import FILE, KINDS, SignRow, sign_table

PLACES = {"message-id", "boundary", "thread-index", "field", "line", "order", "body"}
ROWS = sign_table().rows


def test_ids_are_unique_and_the_lists_are_in_order() -> None:
    ids = [row.id for row in ROWS]
    assert len(set(ids)) == len(ids)
    assert [(row.place, row.id) for row in ROWS] == sorted((row.place, row.id) for row in ROWS)
    products = list(sign_table().products)
    assert products == sorted(products)


def test_every_name_in_the_table_exists() -> None:
    table = sign_table()
    assert {product.kind for product in table.products.values()} <= set(KINDS)
    assert {id_ for row in ROWS for id_ in row.products} <= set(table.products)
    assert {product for _, product in table.words} - {""} <= set(table.products)
    assert {row.decoder for row in ROWS} - {""} <= set(decoders())
    assert {row.place for row in ROWS} <= PLACES
    assert {row.by for row in ROWS} <= {"made", "stamped"}
    assert {row.about for row in ROWS} <= {"program", "service"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_row_has_a_graded_source_and_reads_something(row: SignRow) -> None:
    assert row.grade in {Grade.MEASURED, Grade.SOURCE_CODE, Grade.DOCUMENTED, Grade.EXAMPLE}
    assert row.source.startswith("https://")
    assert row.says
    assert row.decoder or row.tests or row.protocol or row.order
    assert row.products


def test_a_name_inside_another_comes_behind_it() -> None:
    words = [word for word, _ in sign_table().words]
    for place, word in enumerate(words):
        assert not [later for later in words[place + 1 :] if word in later], word


def test_no_unbounded_repetition() -> None:
    for one in json.loads(FILE.read_bytes())["signs"]:
        for name in ("local", "domain", "text", "host", "helo", "comment"):
            outside = re.sub(r"\[[^]]*\]|\\\.", "", one.get(name, ""))
            assert "*" not in outside
            assert "+" not in outside
