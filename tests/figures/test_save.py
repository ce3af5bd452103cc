"""Saved figures: same bytes, readable aloud, fit to stand beside others in one strict page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from figure_examples import entry, labels, result, share
from lxml import etree

from ketamine_review.errors import ReviewError
from ketamine_review.figures.forest import draw_forest
from ketamine_review.figures.save import save_figure
from ketamine_review.figures.syntheses import synthesis_forest

SVG = "{http://www.w3.org/2000/svg}"


def save(folder: Path, name: str = "m.acute.forest", label: str = "Adams 2018") -> Path:
    figure = draw_forest(
        synthesis_forest(entry(result(share("Adams 2018", 48, 61, label=label))), labels())
    )
    svg = folder / f"{name}.svg"
    save_figure(figure, svg, svg.with_suffix(".pdf"), "A title", f"Shows {label}")
    return svg


def test_two_runs_write_the_same_bytes(tmp_path):
    """In two processes with other hash seeds, folders and user settings."""
    written = []
    for seed, extra in (("1", ""), ("2", "font.size: 30\nlines.linewidth: 9\nsvg.fonttype: path")):
        folder = tmp_path / seed
        folder.mkdir()
        (folder / "matplotlibrc").write_text(extra)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "MPLCONFIGDIR": str(folder)}
        here = Path(__file__).parent
        code = f"import sys; sys.path.insert(0, {str(here)!r}); import pathlib, test_save; " \
               "test_save.save(pathlib.Path('.'))"  # fmt: skip
        subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=True)
        written.append(
            [(folder / f"m.acute.forest.{kind}").read_bytes() for kind in ("svg", "pdf")]
        )
    assert written[0] == written[1]


def test_a_screen_reader_gets_title_and_description(tmp_path):
    root = etree.parse(save(tmp_path)).getroot()
    title, desc = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "A title")
    assert (desc.tag, desc.text) == (f"{SVG}desc", "Shows Adams 2018")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]


def test_text_stays_text_in_letters_that_a_browser_has(tmp_path):
    root = etree.parse(save(tmp_path)).getroot()
    assert "Adams 2018" in [text.text for text in root.iter(f"{SVG}text")]
    assert "sans-serif" in root.get("font-family")


def test_nothing_in_the_file_is_refused_by_a_strict_content_security_policy(tmp_path):
    text = save(tmp_path).read_text()
    assert "style=" not in text
    assert "<style" not in text
    assert "<!DOCTYPE" not in text
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_names_of_two_figures_never_meet(tmp_path):
    def ids(path):
        return {e.get("id") for e in etree.parse(path).getroot().iter() if e.get("id")}

    one, two = ids(save(tmp_path, "m.one.forest")), ids(save(tmp_path, "m.two.forest"))
    assert one
    assert one.isdisjoint(two)
    assert all(name.startswith("m-one-forest-") for name in one)


def test_references_inside_the_file_lead_somewhere(tmp_path):
    text = save(tmp_path).read_text()
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= ids


@pytest.mark.parametrize(
    "label", ["<b>&amp;</b>", "a\u202eb", "]]><script>", "$\\frac{1}{2}$", "\x00\x1b[0m"]
)
def test_hostile_names_come_out_as_text(tmp_path, label):
    root = etree.parse(save(tmp_path, label=label)).getroot()
    assert {e.tag for e in root.iter(etree.Element)} <= {
        SVG + tag for tag in ("svg", "title", "desc", "g", "path", "text", "use", "defs", "rect")
    }
    shown = "".join(c for c in label if c.isprintable())
    assert shown in ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert root[1].text == f"Shows {shown}"


def test_a_folder_that_cannot_be_written_to_is_one_clean_message(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReviewError, match="could not be written"):
        save(tmp_path / "file")
