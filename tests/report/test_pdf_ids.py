"""Names of elements in a printed PDF do not depend on how many nodes the browser had before."""

from __future__ import annotations

import io
from typing import Any

import pytest

from provenance.report.pdf_ids import count_anew

pikepdf = pytest.importorskip("pikepdf", reason="the extra pdf is not installed")


def made(first: int) -> bytes:
    """Two cells and a heading that they name, as Chromium writes them; one text that is no name."""
    name = [f"node{first + step:08d}" for step in (0, 3, 4)]
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        head = pikepdf.Dictionary(S=pikepdf.Name.TH, ID=pikepdf.String(name[0]))
        headers = pikepdf.Array([pikepdf.String(name[0]), pikepdf.String(name[1])])
        cell = pikepdf.Dictionary(
            S=pikepdf.Name.TD, A=pikepdf.Array([pikepdf.Dictionary(Headers=headers)])
        )
        pdf.Root.StructTreeRoot = pdf.make_indirect(
            pikepdf.Dictionary(
                K=pikepdf.Array([pdf.make_indirect(head), cell]),
                IDTree=pikepdf.Dictionary(
                    Limits=pikepdf.Array([pikepdf.String(name[0]), pikepdf.String(name[2])])
                ),
            )
        )
        pdf.docinfo["/Title"] = pikepdf.String(f"a text on node{first:08d} and its cell")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def counted(first: int) -> Any:
    pdf = pikepdf.open(io.BytesIO(made(first)))
    count_anew(pdf)
    return pdf


def test_names_are_counted_from_one_in_their_order() -> None:
    with counted(355) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert str(tree.K[0].ID) == "node00000001"
        assert [str(one) for one in tree.K[1].A[0].Headers] == ["node00000001", "node00000002"]
        assert [str(one) for one in tree.IDTree.Limits] == ["node00000001", "node00000003"]
        assert "node00000355" in str(pdf.docinfo["/Title"])


def test_a_page_with_one_node_more_before_it_is_the_same() -> None:
    with counted(355) as one, counted(356) as other:
        ones, others = one.Root.StructTreeRoot, other.Root.StructTreeRoot
        assert ones.K.unparse() == others.K.unparse()
        assert ones.IDTree.unparse() == others.IDTree.unparse()
