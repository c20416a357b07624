"""Rules that hold over the whole repository."""

import ast
import gzip
import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("referrals", "projections", "web", "tests", "bin", "bench")
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "service"}
# A machine's own folders and package mirrors: what is written down here must hold everywhere.
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|farm|home/\w+|Users/\w+)/")
MIRROR = re.compile(r"--(extra-)?index-url|--find-links|:\d+/(simple|pypi)/")
PUBLIC_REGISTRIES = {"https://pypi.org/simple", "https://files.pythonhosted.org/packages"}


def tracked() -> list[Path]:
    """Every file of the repository, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def our_python() -> list[Path]:
    """The Python files we wrote."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ROOMS and "vendor" not in path.parts
    ]


def text_of(path: Path) -> str:
    """The text of a file; of a picture or font, nothing."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def short(path: Path) -> str:
    """A file as it is named in the repository."""
    return path.relative_to(ROOT).as_posix()


def test_imports_point_inwards() -> None:
    """web to projections to referrals, and only the log knows the event library: see pyproject.toml."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    found = [
        f"{short(path)}: {line.strip()[:120]}"
        for path in tracked()
        if path != Path(__file__) and "vendor" not in path.parts
        for line in text_of(path).splitlines()
        if MACHINE_PATH.search(line) or MIRROR.search(line)
    ]
    assert found == []


def test_the_check_for_machine_paths_finds_one() -> None:
    """The control of the control."""
    assert MACHINE_PATH.search("see " + "/" + "root/x")
    assert MACHINE_PATH.search("open('" + "/" + "home/anna/x')")
    assert MIRROR.search("--index-url" + " x")
    assert not MACHINE_PATH.search("https://example.org/work/x")


def test_the_lock_names_public_registries_only() -> None:
    addresses = re.findall(r'(?:registry|url) = "([^"]+)"', (ROOT / "uv.lock").read_text())
    assert len(addresses) > 100
    assert [address for address in addresses if not any(address.startswith(known) for known in PUBLIC_REGISTRIES)] == []


def pinned(name: str) -> dict[tuple[str, str], set[str]]:
    """Name and version of every requirement in the file, with its hashes."""
    found: dict[tuple[str, str], set[str]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text()):
        if match := re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", block):
            found[match[1], match[2]] = set(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block))
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_carry_the_hashes_of_the_lock(name: str) -> None:
    """`make lock` writes them; nobody edits them."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    known = {
        (package["name"], package["version"]): {
            file["hash"] for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        }
        for package in lock["package"]
    }
    requirements = pinned(name)
    assert len(requirements) > 25
    assert {pin: hashes for pin, hashes in requirements.items() if not hashes} == {}
    assert requirements == {pin: known.get(pin) for pin in requirements}


def test_the_lock_knows_what_pyproject_asks_for() -> None:
    """A requirement added without `make lock` would be missing on the next machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    def names(requirements: list[str]) -> set[str]:
        found = (re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements)
        return {re.sub(r"[-_.]+", "-", name).lower() for name in found}  # PEP 503

    run = {name.lower() for name, _ in pinned("requirements.txt")}
    everything = {name.lower() for name, _ in pinned("requirements-dev.txt")}
    assert names(project["project"]["dependencies"]) <= run
    assert names(project["dependency-groups"]["dev"]) <= everything
    assert run <= everything


def test_no_file_is_longer_than_one_sitting() -> None:
    lengths = {short(path): len(text_of(path).splitlines()) for path in our_python()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        f"{short(path)}:{node.name}"
        for path in our_python()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert too_long == []


def test_every_module_is_named_after_a_concept() -> None:
    """A function without a home is a concept without a name."""
    assert [short(path) for path in our_python() if path.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    silent = [
        short(path)
        for path in our_python()
        if text_of(path).strip() and not ast.get_docstring(ast.parse(text_of(path)))
    ]
    assert silent == []


def test_no_exception_is_swallowed() -> None:
    swallowed = [
        f"{short(path)}:{node.lineno}"
        for path in our_python()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert swallowed == []


def test_the_licence_is_complete() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [number for number in range(1, 16) if not re.search(rf"^{number}\.\s?[A-Z]", text, re.MULTILINE)] == []
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def test_what_comes_from_elsewhere_is_unmodified() -> None:
    """Every vendored file has the hash that was written down when it was fetched."""
    vendor = ROOT / "web/static/vendor"
    written_down: dict[str, str] = {}
    for package in tomllib.loads((vendor / "VENDORED.toml").read_text()).values():
        written_down |= package["sha256"]
    present = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in tracked()
        if vendor in path.parents and path.name != "VENDORED.toml" and path.suffix != ".gz"
    }
    assert present == written_down


def test_what_is_packed_for_the_wire_is_what_it_was_packed_from() -> None:
    """A stale .gz would be served in place of its file."""
    packed = [path for path in tracked() if path.suffix == ".gz" and "static" in path.parts]
    assert [
        short(path) for path in packed if gzip.decompress(path.read_bytes()) != path.with_suffix("").read_bytes()
    ] == []
