"""bin/mutants: the mutants it finds in source code, its stored results, and its list of equivalent mutants."""

import importlib

import pytest
from django.db.models import QuerySet

from network.members.models import Member
from tests.bin.scripts import ROOT, load

mutants = load("mutants")

from mutation import conditions, constraints, queries, receivers, selection, statements, targets, transactions  # noqa: E402
from mutation.coverage_map import CoverageMap  # noqa: E402
from mutation.results import KILLED, SURVIVED, InvalidEntry, Result, Results, equivalent, summary  # noqa: E402
from mutation.source import Mutant, Source  # noqa: E402


def source(code):
    return Source("app/file.py", code.encode())


def mutated(find, code, *arguments):
    """Return the code after each mutant."""
    file = source(code)
    return [mutant.apply(file.content).decode() for mutant in find(file, *arguments)]


def test_an_if_becomes_true_and_false():
    code = "def f(x):\n    if x: return 1\n"
    assert mutated(conditions.find, code) == [
        code.replace("if x", "if True"),
        code.replace("if x", "if False"),
    ]


def test_a_name_bound_in_a_condition_is_still_bound():
    assert mutated(conditions.find, "if x := f(): g(x)\n")[0] == "if ((x := f()) or True): g(x)\n"


def test_a_loop_never_becomes_endless():
    assert mutated(conditions.find, "while x: f()\n") == ["while False: f()\n"]


def test_each_operand_is_dropped():
    assert mutated(conditions.find, "y = a and b and c\n") == [
        "y = ((b) and (c))\n", "y = ((a) and (c))\n", "y = ((a) and (b))\n"
    ]  # fmt: skip


def test_a_comparison_is_negated():
    assert mutated(conditions.find, "late = é > b\n") == ["late = (not (é > b))\n"]


def test_a_case_never_matches():
    code = "match kind:\n    case A.B: f()\n    case _: g()\n"
    assert mutated(conditions.find, code) == [code.replace("A.B", "A.B if False")]


def test_type_checking_imports_are_not_mutated():
    assert mutated(conditions.find, "if TYPE_CHECKING:\n    import a\n") == []


def test_filters_lose_each_of_their_conditions():
    assert mutated(queries.find, "X.objects.filter(a=1).first()\n", set()) == ["X.objects.all().first()\n"]
    assert mutated(queries.find, "X.objects.filter(a, b=1)\n", set()) == [
        "X.objects.filter(b=1)\n", "X.objects.filter(a)\n"
    ]  # fmt: skip


def test_each_side_of_a_query_condition_is_dropped_but_not_of_an_annotation():
    assert mutated(queries.find, "y: A | B = Q(a=1) | Q(b=2)\n", set()) == [
        "y: A | B = (Q(b=2))\n", "y: A | B = (Q(a=1))\n"
    ]  # fmt: skip


def test_unions_of_types_and_merged_dictionaries_are_no_conditions():
    assert mutated(queries.find, "Row = Reception | X[Invitation]\npage = context | forms\n", set()) == []


def test_methods_that_narrow_a_queryset_are_dropped():
    code = (
        "class XQuerySet(QuerySet):\n"
        "    def open(self) -> XQuerySet:\n        return self.filter(a=1)\n"
        "    def with_people(self) -> XQuerySet:\n        return self.select_related()\n"
    )
    methods = queries.queryset_methods([source(code)])
    assert methods == {"open"}
    assert mutated(queries.find, "X.objects.open().with_people()\n", methods) == [
        "X.objects.all().with_people()\n"
    ]


def test_meta_classes_are_not_mutated():
    assert mutated(queries.find, "class X:\n    class Meta:\n        c = Q(a=1) | Q(b=2)\n", set()) == []


def test_locks():
    assert mutated(transactions.find_locks, "X.select_for_update(of=('self',)).get()\n") == [
        "X.all().get()\n"
    ]
    unlocked = mutated(transactions.find_locks, "X.objects.lock(pk)\n")[0]
    assert unlocked == '__import__("mutation.unlocked").unlocked.unlocked(X.objects.lock)(pk)\n'


def test_atomic_blocks_and_decorators_are_removed():
    code = "def move(verb):\n    def moved():\n        with transaction.atomic():\n            verb()\n    return moved\n"
    names = transactions.transaction_decorators([source(code)])
    assert names == {"move"}
    assert mutated(transactions.find_atomics, "@move\ndef f(): g()\n", names) == ["\ndef f(): g()\n"]
    assert mutated(transactions.find_atomics, "@transaction.atomic\ndef f(): g()\n", names) == [
        "\ndef f(): g()\n"
    ]
    assert "nullcontext():\n            verb()" in mutated(transactions.find_atomics, code, names)[0]


def test_receivers_in_all_three_forms():
    assert mutated(receivers.find, "sent.connect(f, sender=X)\n") == ["pass\n"]
    loop = (
        "RECEIVERS = {'a': 'f', 'b': 'g'}\nfor s, r in RECEIVERS.items():\n    get(s).connect(globals()[r])\n"
    )
    assert mutated(receivers.find, loop) == [loop.replace("'a': 'f',", ""), loop.replace("'b': 'g'", "")]
    assert mutated(receivers.find, "@receiver(sent)\ndef f(): g()\n") == ["\ndef f(): g()\n"]
    both = "@receiver([sent, read])\ndef f(): g()\n"
    assert mutated(receivers.find, both) == [both.replace("sent,", ""), both.replace("read", "")]


def test_the_tests_of_a_receiver_are_those_that_run_it():
    mutants_found = list(receivers.find(source("sent.connect(f)\n\ndef f():\n    '''Doc.'''\n    g()\n")))
    assert mutants_found[0].lines == (5, 5)


def test_statements_and_values():
    code = "def f(self):\n    self.used = 1\n    used = 2\n    self.save()\n"
    assert mutated(statements.find_statements, code) == [
        code.replace("self.used = 1", "pass"), code.replace("self.save()", "pass")
    ]  # fmt: skip
    assert mutated(statements.find_values, "timezone.localtime(now, zone).date()\n") == ["now.date()\n"]
    assert (
        mutated(statements.find_values, "policy.threshold(pk, a.lifts)\n")[1] == "policy.threshold(pk, 0)\n"
    )


def test_a_constraint_by_its_name():
    code = "class X(Model):\n    class Meta:\n        constraints = [models.UniqueConstraint(name='x_uq')]\n"
    mutant = next(iter(constraints.find(source(code))))
    assert (mutant.constraint, mutant.function, mutant.line) == ("x_uq", "X", 3)


def test_every_mutant_of_the_product_is_python():
    all_mutants = mutants.finder.find(ROOT)
    assert {mutant.kind for mutant in all_mutants.values()} == set(mutants.finder.KINDS)
    for mutant in all_mutants.values():
        compile(mutant.apply((ROOT / mutant.path).read_bytes()), mutant.path, "exec")


MUTANT = Mutant("condition", "code.py", 3, "f", "True instead of: x", (3, 3))


def test_a_mutant_is_tested_by_the_tests_of_its_lines_fastest_first():
    map_ = CoverageMap(
        {"t::slow": 2.0, "t::fast": 1.0, "t::other": 0.1},
        {"code.py": {3: ["t::slow", "t::fast"], 4: ["t::other"]}},
    )
    assert selection.tests_for(MUTANT, map_, ROOT) == ["t::fast", "t::slow"]


def test_the_order_is_reproducible_by_seed():
    candidates = dict.fromkeys(map(str, range(50)), MUTANT)
    assert (
        selection.chosen(candidates, "", 7)
        == selection.chosen(candidates, "", 7)
        != selection.chosen(candidates, "", 8)
    )
    assert selection.chosen(candidates, "condition 1$", 7) == ["1"]


@pytest.fixture
def tree(tmp_path):
    for name in ("code.py", "test_code.py"):
        (tmp_path / name).write_text("")
    return tmp_path


def stored(tree, outcome, by, digest="now"):
    Results(tree / "results.json", tree, "now").add("m", MUTANT, Result(outcome, 1.0, by))
    return lambda: Results(tree / "results.json", tree, digest).get("m", MUTANT)


def test_a_kill_is_valid_until_its_file_or_its_test_changes(tree):
    get_result = stored(tree, KILLED, "test_code.py::test", "later")
    assert get_result().outcome == KILLED
    (tree / "test_code.py").write_text("changed")
    assert get_result() is None


def test_a_survivor_is_tested_again_after_any_change(tree):
    assert stored(tree, SURVIVED, "")().outcome == SURVIVED
    assert stored(tree, SURVIVED, "", "later")() is None


@pytest.mark.parametrize(
    ("entry", "message"),
    [('mutant = "none"\nreason = "because"', "no such mutant"), ('mutant = "m"\nreason = " "', "no reason")],
)
def test_an_equivalent_entry_needs_a_mutant_and_a_reason(tmp_path, entry, message):
    (tmp_path / "list.toml").write_text(f"[[equivalent]]\n{entry}\n")
    with pytest.raises(InvalidEntry, match=message):
        equivalent(tmp_path / "list.toml", {"m": MUTANT})


def test_the_list_of_equivalent_mutants_is_valid():
    assert equivalent(mutants.EQUIVALENT, mutants.finder.find(ROOT)) is not None


def test_the_summary_lists_each_survivor_with_file_and_line():
    assert summary({"m": MUTANT}, {"m": SURVIVED})[-1] == (
        "survived: code.py:3 f: condition, True instead of: x"
    )


def test_a_lock_method_runs_without_its_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", QuerySet.select_for_update)  # restored at the end
    unlocked = importlib.import_module("mutation.unlocked").unlocked

    def locks():
        return bool(Member.objects.select_for_update().query.select_for_update)

    assert (unlocked(locks)(), locks()) == (False, True)


def test_every_file_that_reads_rows_is_mutated_or_named():
    """In the apps about people: a new file with queries cannot be forgotten."""
    globs = (*targets.CONDITIONS, *targets.PRIVATE_HALF_CHECKS, *targets.WITHOUT_CONDITIONS)
    named = set(targets.files(ROOT, globs))
    apps = tuple(f"{app}/**/*.py" for app in ("invitations", "notifications", "network/members"))
    reading = {path for path in targets.files(ROOT, apps) if "objects." in (ROOT / path).read_text()}
    assert len(reading) > 50
    assert sorted(reading - named) == []


def test_every_glob_of_the_mutated_files_finds_one():
    globs = (*targets.CONDITIONS, *targets.PRIVATE_HALF_CHECKS, *targets.WITHOUT_CONDITIONS)
    assert [glob for glob in globs if not targets.files(ROOT, (glob,))] == []
