"""Mutants: changes ledger, note and verifier in one place at a time, and asks whether a test notices.

The tests run once; then each mutant runs in a fork of that process, which exchanges the code of one function in
memory. No file is written, nothing is imported twice. `make mutants`, or `bin/mutants.py referrals/ledger.py`.
"""

import ast
import contextlib
import copy
import importlib
import inspect
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, settings

HOME = Path(__file__).resolve().parent.parent
TIMES = 2
"""A mutant that takes as many times the work of the tests without it never ends: noticed."""

MEMORY = 2 * 2**30
"""Bytes a mutant may take."""

LEDGER = ["tests/ledger/test_ledger.py", "tests/ledger/test_proofs.py"]
KEYS = ["tests/ledger/test_checkpoint.py", "tests/ledger/test_what_comes_is_signed_along.py"]
ROTATED = ["tests/ledger/test_the_key_is_rotated.py"]
BUNDLE = [
    "tests/bundle/test_a_receipt_proves_one_event.py",
    "tests/bundle/test_keys_are_handed_over.py",
    "tests/bundle/test_a_kept_checkpoint_is_held_against_the_bundle.py",
    "tests/bundle/test_a_forged_bundle_is_found.py",
    "tests/bundle/test_values_and_erasures_agree.py",
]
TESTS = {
    "referrals/ledger.py": [*LEDGER, *KEYS],
    "referrals/signing.py": ["tests/ledger/test_signing.py", *KEYS, *ROTATED],
    "referrals/growth.py": KEYS,
    "referrals/checkpoint.py": ["tests/ledger/test_signing.py", *KEYS, *ROTATED],
    "referrals/bundle/proving.py": [LEDGER[1], "tests/bundle/test_the_signature_in_pure_python.py", *BUNDLE],
    "referrals/bundle/notes.py": BUNDLE,
    "referrals/bundle/verify.py": BUNDLE,
}
IN_PROCESS = "not postgresql and not command"
OPPOSITES: dict[type[ast.AST], type[Any]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
DROPPED = (ast.Raise, ast.AugAssign, ast.Continue, ast.Break)
Change = Callable[[], None]


class Mutant(NamedTuple):
    """One change: in which function, where, and what stands there now."""

    function: str
    line: int
    now: str
    code: CodeType


def changes(node: ast.AST) -> Iterator[Change]:
    """Every way in which one node can be changed, in place."""
    match node:
        case ast.Compare():
            for place, op in enumerate(node.ops):
                yield partial(node.ops.__setitem__, place, OPPOSITES[type(op)]())
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op) if type(op) in OPPOSITES:
            yield lambda: setattr(node, "op", OPPOSITES[type(op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda: _become(node, node.operand)
        case ast.Constant(value=bool() as value):
            yield lambda: setattr(node, "value", not value)
        case ast.Constant(value=int() as number):
            yield lambda: setattr(node, "value", number + 1)
        case ast.Constant(value=bytes() as data):
            yield lambda: setattr(node, "value", data + b"x")
        case ast.If() | ast.While() | ast.IfExp():
            yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[_, *_]):
            yield lambda: setattr(node, "ifs", [ast.UnaryOp(ast.Not(), node.ifs[0]), *node.ifs[1:]])
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and not value.value):
            yield lambda: setattr(node, "value", ast.Constant(None))
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and "super()" not in ast.unparse(node)
    if isinstance(node, DROPPED) or called:
        yield lambda: _become(node, ast.Pass())


def _become(node: ast.AST, other: ast.AST) -> None:
    """The node is the other one from now on."""
    kept = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    fields = {**vars(other), **kept}
    node.__class__ = type(other)
    node.__dict__.clear()
    node.__dict__.update(fields)


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file whose change lies in a function."""
    tree = ast.parse(path.read_text("utf-8"))
    words = set(_annotations(tree))
    for number, node in enumerate(ast.walk(tree)):
        if node in words:
            continue
        for which, _ in enumerate(changes(node)):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[number]
            list(changes(target))[which]()
            ast.fix_missing_locations(changed)
            line = getattr(node, "lineno", 0)
            found = _function_at(changed, line)
            if found is None or _is_of_a_sentence(tree, line):
                continue
            name, start = found
            code = next(
                (each for each in _codes(compile(changed, str(path), "exec")) if _fits(each, name, start)), None
            )
            if code is not None:
                shown = ast.unparse(target).splitlines()
                yield Mutant(name, line, (shown or ["(dropped)"])[0][:100], code)


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    """What only the type checker reads."""
    for node in ast.walk(tree):
        for said in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            yield from ast.walk(said) if said is not None else ()


def _function_at(tree: ast.AST, line: int) -> tuple[str, int] | None:
    """The outermost function around a line: its name, and where its code begins."""
    every = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    found = [node for node in every if node.lineno <= line <= (node.end_lineno or 0)]
    if not found:
        return None
    outer = min(found, key=lambda node: node.lineno)
    return outer.name, min([outer.lineno, *(each.lineno for each in outer.decorator_list)])


def _is_of_a_sentence(tree: ast.AST, line: int) -> bool:
    """Whether a line lies in a function that only words a refusal, or shows an object to a developer."""
    found = _function_at(tree, line)
    return found is not None and found[0].startswith(("because_", "__repr__"))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _fits(code: CodeType, name: str, start: int) -> bool:
    return code.co_name == name and code.co_firstlineno == start


def functions(module: ModuleType) -> Iterator[FunctionType]:
    """Every function of a module, those of its classes and behind decorators too."""
    for holder in (module, *(each for each in vars(module).values() if inspect.isclass(each))):
        if holder is not module and holder.__module__ != module.__name__:
            continue
        for value in vars(holder).values():
            inner = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if callable(inner):
                found = inspect.unwrap(inner)
                if isinstance(found, FunctionType) and found.__module__ == module.__name__:
                    yield found


def run(tests: list[str]) -> int:
    """The exit status of pytest, in this process; what it prints is kept to itself."""
    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], max_examples=50, deadline=None)
    settings.load_profile("mutants")  # whether it fails is asked, not what the smallest example is
    options = ["-q", "-x", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly", "-k", IN_PROCESS, "--no-header"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is here already
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main([*options, *tests]))


def survives(mutant: Mutant, module: ModuleType, tests: list[str], seconds: int) -> bool:
    """Whether every test passes in a fork with the mutant's code."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for function in functions(module):
            if _fits(function.__code__, mutant.function, mutant.code.co_firstlineno):
                function.__code__ = mutant.code
        os._exit(0 if run(tests) == 0 else 1)
    _, status = os.waitpid(child, 0)
    return status == 0


def main(paths: list[str]) -> int:
    """Tell every survivor; the number of them decides the exit status."""
    os.chdir(HOME)
    sys.path.insert(0, str(HOME))
    left = 0
    for name in paths or list(TESTS):
        begun = time.process_time()
        if run(TESTS[name]) != 0:
            print(f"{name}: the tests fail without any change; nothing was tried.")
            return 2
        module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
        tried = survived = 0
        seconds = TIMES * int(time.process_time() - begun) + 2
        for mutant in mutants(HOME / name):
            tried += 1
            if survives(mutant, module, TESTS[name], seconds):
                survived += 1
                print(f"{name}:{mutant.line} survives in {mutant.function}: {mutant.now}", flush=True)
        print(f"{name}: {tried} mutants, {survived} survivors.", flush=True)
        left += survived
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
