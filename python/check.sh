#!/usr/bin/env bash
# Builds the Python package into an environment of its own and tries it: tests against the program of `cargo build`, the
# examples, the notebook.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
PATH=$environment/bin:$PATH

# In the profile and the folder of the program, which hold its dependencies already.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target} MATURIN_PEP517_ARGS="--profile dev"
export FLOWCAST=${FLOWCAST:-$CARGO_TARGET_DIR/debug/flowcast}
if ! pip install -q numpy; then
    echo "PyPI cannot be reached: the Python package was NOT built or tested"
    exit 0
fi
pip install -q './python[test]'
(cd python && cargo fmt --check && PYO3_BUILD_EXTENSION_MODULE=1 cargo clippy -q -- -D warnings)
pytest -q -p no:cacheprovider python/tests

python examples/python/custom_metric.py
python examples/python/sobol.py 8
python examples/python/morris.py 4
# The notebook as a notebook, by another kernel.
pip install -q ipykernel jupytext matplotlib nbconvert
jupytext --quiet --run-path "$PWD" --to ipynb --execute --output "$environment/study.ipynb" examples/notebooks/study.py
