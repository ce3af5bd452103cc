"""The house: what a reader of the repository relies on without being told."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from ketamine_review.dictionary import FILES, meanings
from ketamine_review.documents import documents

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "src/ketamine_review"

#: Floors of the library, lowest first; an import may go down or stay, never climb.
FLOORS = (
    {"errors", "wording"},
    {"tables"},
    {"model"},
    {"stage", "arithmetic", "synthesis", "kept"},
    {"archive", "pubmed", "extraction", "registry"},
    {"curation"},
    {"screening"},
    {"questions"},
    {"claims"},
    {"queue", "figures", "changes"},
    {"exports", "dictionary"},
    {"reader", "notebook"},
    {"page", "documents"},
    {"walk", "run", "cli"},
)

RULES = sorted(path.stem for path in (ROOT / "scripts").glob("*.py"))


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.splitlines()
    if not names:  # not a checkout
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if ".venv" not in p.parts]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def _rooms() -> set[str]:
    return {p.stem for p in LIBRARY.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}


def _imports(room: str) -> set[str]:
    files = (
        (LIBRARY / room).rglob("*.py") if (LIBRARY / room).is_dir() else [LIBRARY / f"{room}.py"]
    )
    found = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module]
            found |= {m.split(".")[1] for m in modules if m.startswith("ketamine_review.")}
            found |= {m for m in modules if m.split(".")[0] == "snakemake"}
    return found - {room}


def test_no_import_climbs_and_the_library_never_imports_snakemake():
    height = {room: level for level, floor in enumerate(FLOORS) for room in floor}
    rooms = _rooms() - {"__init__"}
    assert rooms <= height.keys(), f"rooms without a floor: {sorted(rooms - height.keys())}"
    for room in sorted(rooms):
        for other in sorted(_imports(room)):
            assert not other.startswith("snakemake"), f"{room} imports {other}"
            assert height[other] <= height[room], f"{room} climbs to {other}"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_what_its_stage_function_asks_for(rule):
    door = (ROOT / f"scripts/{rule}.py").read_text()
    module, function = re.search(r"from (ketamine_review\.[\w.]+) import (\w+)\n", door).groups()
    wanted = set(inspect.signature(getattr(importlib.import_module(module), function)).parameters)
    text = (ROOT / f"workflow/rules/{rule}.smk").read_text()
    assert f"rule {rule}:" in text
    body = text.split(f"rule {rule}:")[1]
    blocks = re.findall(r"^    (input|output|params):\n((?:        .*\n)+)", body, re.M)
    named = {
        name
        for _, block in blocks
        for name in re.findall(r"^        (\w+)=", block, re.M)
        if name != "code"
    }
    assert named == wanted
    assert f'script:\n        "../../scripts/{rule}.py"' in body
    assert f"logs/{rule}" in body and f"logs/benchmarks/{rule}" in body


def test_every_rule_watches_the_code_beneath_it():
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        assert "code=code_of(" in path.read_text(), path.name


def test_conda_and_pip_ask_for_the_same_packages_within_the_same_bounds():
    conda_names = {"matplotlib-base": "matplotlib", "snakemake-minimal": "snakemake"}
    only_conda = {"python", "pip", "flit-core"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pip = dict(re.fullmatch(r"([\w-]+) ?(.*)", entry).groups() for entry in project["dependencies"])
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = dict(re.fullmatch(r"([\w-]+) ?(.*)", entry).groups() for entry in listed)
    renamed = {conda_names.get(n, n): v for n, v in conda.items() if n not in only_conda}
    assert renamed == pip
    assert conda["python"] == project["requires-python"]


def test_the_lock_holds_a_hash_for_every_package_and_no_address():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 50
    for entry in packages:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    names = {re.split(r"[=\[ ;]", entry)[0].lower() for entry in packages}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for entry in wanted:
        name = re.match(r"[\w-]+", entry)[0].lower().replace("_", "-")
        assert name in names, f"{name} is not in the lock"


def test_tracked_files_hold_no_machine_path_no_large_file_and_no_loose_end():
    loose = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    for path in _tracked():
        assert path.stat().st_size < 5_000_000, path
        if path.suffix in {".py", ".smk", ".md", ".yaml", ".yml", ".toml", ".tsv", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert str(ROOT.parent) + "/" not in text, path
            if path.suffix in {".py", ".smk"}:
                assert not loose.search(text), path


def test_notebooks_hold_no_outputs():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            assert not cell.get("outputs"), path.name
            assert cell.get("execution_count") is None, path.name


def test_no_module_of_the_library_names_a_clinic_a_study_or_a_claim():
    claims = [yaml.safe_load(p.read_text()) for p in (ROOT / "config/claims").glob("*.yaml")]
    # Ids of one plain word ("women") cannot be told from other uses of the word.
    ids = {claim["id"] for page in claims for claim in page["claims"] if "_" in claim["id"]}
    clinics = {page["clinic"] for page in claims}
    reports = {
        line.split("\t")[0]
        for line in (ROOT / "data/curation/reports.tsv").read_text().splitlines()[1:]
    }
    words = re.compile(r"[A-Za-z0-9_]+")
    for path in LIBRARY.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        strings = {
            node.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        named = ids & strings
        assert not named, f"{path.name} names the claims {named}"
        assert not {c for c in clinics if c in text}, path.name
        assert not reports & set(words.findall(text)), path.name


def test_generated_pages_of_the_docs_are_those_that_the_code_writes():
    for path, text in documents(ROOT).items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} is not what the code says; run `ketamine-review docs`"
        )


def test_every_published_field_has_a_meaning():
    for models in FILES.values():
        for model in models:
            silent = set(model.model_fields) - meanings(model).keys()
            assert not silent, f"{model.__name__}: {sorted(silent)}"


def test_the_readme_names_the_two_commands_and_links_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first_screen = "\n".join(text.splitlines()[:40])
    assert "make review" in first_screen
    assert "make test" in first_screen
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
