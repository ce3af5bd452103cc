# The map of the review. Data flow from top to bottom; nothing flows back:
# archive -> records -> findings -> decisions -> evidence -> results -> verdicts -> page.
#
# Only the analysis phase stands here. It needs no network: what the archives under data/raw hold
# is all it reads. `make update` brings new records into an archive first.

from pathlib import Path

from snakemake.exceptions import WorkflowError

from ketamine_review.archive.manifest import batch_files
from ketamine_review.changes.state import former_state
from ketamine_review.errors import ReviewError
from ketamine_review.model.config import load_config
from ketamine_review.stage import code_of


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


try:
    CONFIG = load_config(config)
    ARCHIVES = [f"data/raw/{name}" for name in CONFIG.archives]
    BATCHES = [path for archive in ARCHIVES for path in batch_files(archive)]
except ReviewError as error:
    raise WorkflowError(str(error))

REVIEWS = list(CONFIG.reviews)
PROTOCOLS = [f"config/reviews/{review}.yaml" for review in REVIEWS]
CLAIMS = sorted(str(path) for path in Path("config/claims").glob("*.yaml"))
MANIFESTS = [f"{a}/manifest.json" for a in ARCHIVES if Path(a, "manifest.json").exists()]
NOTEBOOKS = sorted(path.stem for path in Path("notebooks").glob("*.ipynb"))


wildcard_constraints:
    review="[a-z0-9_]+",
    notebook="[a-z0-9_]+",


localrules:
    all,


rule all:
    default_target: True
    input:
        "data/processed/page/index.html",
        "data/processed/exports.json",
        "data/processed/agreement.json",
        "data/processed/changes.json",
        expand("data/processed/notebooks/{notebook}.html", notebook=NOTEBOOKS),


include: "workflow/rules/parse.smk"
include: "workflow/rules/extract.smk"
include: "workflow/rules/agreement.smk"
include: "workflow/rules/screen.smk"
include: "workflow/rules/curate.smk"
include: "workflow/rules/synthesize.smk"
include: "workflow/rules/check_claims.smk"
include: "workflow/rules/changes.smk"
include: "workflow/rules/queue.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/page.smk"
include: "workflow/rules/exports.smk"
include: "workflow/rules/notebooks.smk"
