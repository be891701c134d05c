"""Places of properties: the bytes that a statement points to are those that its hash is of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from provenance.evidence import MapiProperty, open_evidence
from provenance.evidence.items import item_file, winmail_of
from provenance.evidence.property_places import PropertyPlaces
from tests.evidence import compound_file as cfb
from tests.evidence import tnef_file as tnef


def test_place_of_text_and_of_a_number(tmp_path: Path) -> None:
    item = cfb.Item(properties={(0x0037, 0x1F): "Plan", (0x0E07, 0x3): 17})
    (tmp_path / "a.msg").write_bytes(cfb.outlook_file(item))
    (exhibit,) = open_evidence([tmp_path]).exhibits
    assert exhibit.outlook is not None
    places = PropertyPlaces(exhibit, exhibit.content)
    for tag, raw in (("0037", "Plan".encode("utf-16-le")), ("0E07", b"\x11" + b"\0" * 7)):
        one = exhibit.outlook.find(tag)
        assert one is not None
        place = places.where(one)
        assert places.read(one) == raw
        assert (place.evidence, place.stream) == ("E1", one.stream)
        assert place.quote_sha256 == hashlib.sha256(raw).hexdigest()


def test_place_in_winmail_counts_in_the_file(tmp_path: Path) -> None:
    data = tnef.tnef(tnef.attribute("attSubject", b"Plan\0"))
    (tmp_path / "winmail.dat").write_bytes(data)
    (exhibit,) = open_evidence([tmp_path]).exhibits
    assert exhibit.outlook is not None
    one = next(p for p in exhibit.outlook.properties if p.name == "attSubject")
    place = PropertyPlaces(exhibit, exhibit.content).where(one)
    assert data[place.start : place.end] == b"Plan\0"


def test_a_stream_that_is_not_there_has_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(cfb.outlook_file(cfb.Item(properties={(0x37, 0x1F): "x"})))
    (exhibit,) = open_evidence([tmp_path]).exhibits
    lost = MapiProperty(tag="0", type="3", name="", value="", stream="no/where", start=0, end=8)
    assert PropertyPlaces(exhibit, exhibit.content).read(lost) == b""


def test_an_embedded_item_lies_in_the_file_that_holds_it(tmp_path: Path) -> None:
    inner = cfb.Item(properties={(0x0037, 0x1F): "Inner"})
    outer = cfb.Item(properties={(0x0037, 0x1F): "Outer"}, attachments=[({}, inner)])
    (tmp_path / "a.msg").write_bytes(cfb.outlook_file(outer))
    (exhibit,) = open_evidence([tmp_path]).exhibits
    assert exhibit.outlook is not None
    embedded = exhibit.outlook.attachments[0].item
    assert embedded is not None
    assert item_file(exhibit, {"E1": exhibit}) == exhibit.content
    one = embedded.find("0037")
    assert one is not None
    assert PropertyPlaces(exhibit, exhibit.content).read(one) == "Inner".encode("utf-16-le")
    assert winmail_of([exhibit]) == {}
