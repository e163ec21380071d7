"""Load the scripts of bin/ as modules."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "bin"


def load(name: str) -> ModuleType:
    if str(BIN) not in sys.path:
        sys.path.append(str(BIN))
    file = BIN / name if (BIN / name).exists() else BIN / f"{name}.py"
    loader = SourceFileLoader(f"bin_{name}", str(file))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module
