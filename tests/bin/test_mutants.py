"""Which mutants bin/mutants finds in a source, and what it makes of its list of equivalent ones."""

import importlib

import pytest
from django.db.models import QuerySet

from network.members.models import Member
from tests.bin.scripts import ROOT, load

mutants = load("mutants")

from mutation import conditions, constraints, queries, receivers, selection, statements, transactions  # noqa: E402
from mutation.coverage_map import CoverageMap  # noqa: E402
from mutation.results import KILLED, SURVIVED, Result, Results, WrongEntry, equivalent, summary  # noqa: E402
from mutation.source import Mutant, Source  # noqa: E402


def source(code):
    return Source("app/file.py", code.encode())


def mutated(find, code, *more):
    """What each mutant makes of the code."""
    file = source(code)
    return [mutant.apply(file.content).decode() for mutant in find(file, *more)]


def test_an_if_becomes_true_and_false():
    code = "def f(x):\n    if x: return 1\n"
    assert mutated(conditions.find, code) == [
        code.replace("if x", "if True"),
        code.replace("if x", "if False"),
    ]


def test_a_name_bound_in_a_condition_stays_bound():
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


def test_imports_for_type_checkers_stay():
    assert mutated(conditions.find, "if TYPE_CHECKING:\n    import a\n") == []


def test_a_filter_with_one_condition_goes_and_one_with_two_loses_each():
    assert mutated(queries.find, "X.objects.filter(a=1).first()\n", set()) == ["X.objects.all().first()\n"]
    assert mutated(queries.find, "X.objects.filter(a, b=1)\n", set()) == [
        "X.objects.filter(b=1)\n", "X.objects.filter(a)\n"
    ]  # fmt: skip


def test_each_side_of_a_query_condition_is_dropped_but_not_of_an_annotation():
    assert mutated(queries.find, "y: A | B = Q(a=1) | Q(b=2)\n", set()) == [
        "y: A | B = (Q(b=2))\n", "y: A | B = (Q(a=1))\n"
    ]  # fmt: skip


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


def test_what_stands_in_meta_changes_nothing():
    assert mutated(queries.find, "class X:\n    class Meta:\n        c = Q(a=1) | Q(b=2)\n", set()) == []


def test_locks():
    assert mutated(transactions.find_locks, "X.select_for_update(of=('self',)).get()\n") == [
        "X.all().get()\n"
    ]
    unlocked = mutated(transactions.find_locks, "X.objects.lock(pk)\n")[0]
    assert unlocked == '__import__("mutation.unlocked").unlocked.unlocked(X.objects.lock)(pk)\n'


def test_atomic_goes_from_with_and_from_decorators_ours_included():
    ours = "def move(verb):\n    def moved():\n        with transaction.atomic():\n            verb()\n    return moved\n"
    names = transactions.transaction_decorators([source(ours)])
    assert names == {"move"}
    assert mutated(transactions.find_atomics, "@move\ndef f(): g()\n", names) == ["\ndef f(): g()\n"]
    assert mutated(transactions.find_atomics, "@transaction.atomic\ndef f(): g()\n", names) == [
        "\ndef f(): g()\n"
    ]
    assert "nullcontext():\n            verb()" in mutated(transactions.find_atomics, ours, names)[0]


def test_receivers_in_all_three_forms():
    assert mutated(receivers.find, "sent.connect(f, sender=X)\n") == ["pass\n"]
    loop = "HEARD = {'a': 'f', 'b': 'g'}\nfor s, r in HEARD.items():\n    get(s).connect(globals()[r])\n"
    assert mutated(receivers.find, loop) == [loop.replace("'a': 'f',", ""), loop.replace("'b': 'g'", "")]
    assert mutated(receivers.find, "@receiver(sent)\ndef f(): g()\n") == ["\ndef f(): g()\n"]
    both = "@receiver([sent, read])\ndef f(): g()\n"
    assert mutated(receivers.find, both) == [both.replace("sent,", ""), both.replace("read", "")]


def test_the_tests_of_a_receiver_are_those_that_run_it():
    found = list(receivers.find(source("sent.connect(f)\n\ndef f():\n    '''Doc.'''\n    g()\n")))
    assert found[0].lines == (5, 5)


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
    found = next(iter(constraints.find(source(code))))
    assert (found.constraint, found.function, found.line) == ("x_uq", "X", 3)


def test_every_mutant_of_the_product_is_python():
    found = mutants.finder.find(ROOT)
    assert {mutant.kind for mutant in found.values()} == set(mutants.finder.KINDS)
    for mutant in found.values():
        compile(mutant.apply((ROOT / mutant.path).read_bytes()), mutant.path, "exec")


MUTANT = Mutant("condition", "code.py", 3, "f", "True instead of: x", (3, 3))


def test_the_tests_of_a_mutant_are_those_of_its_lines_the_fastest_first():
    map_ = CoverageMap(
        {"t::slow": 2.0, "t::fast": 1.0, "t::other": 0.1},
        {"code.py": {3: ["t::slow", "t::fast"], 4: ["t::other"]}},
    )
    assert selection.tests_for(MUTANT, map_, ROOT) == ["t::fast", "t::slow"]


def test_a_seed_draws_the_same_order_again():
    many = dict.fromkeys(map(str, range(50)), MUTANT)
    assert selection.chosen(many, "", 7) == selection.chosen(many, "", 7) != selection.chosen(many, "", 8)
    assert selection.chosen(many, "condition 1$", 7) == ["1"]


@pytest.fixture
def tree(tmp_path):
    for name in ("code.py", "test_code.py"):
        (tmp_path / name).write_text("")
    return tmp_path


def stored(tree, outcome, by, digest="now"):
    Results(tree / "results.json", tree, "now").add("m", MUTANT, Result(outcome, 1.0, by))
    return lambda: Results(tree / "results.json", tree, digest).get("m", MUTANT)


def test_a_kill_holds_until_its_file_or_its_test_changes(tree):
    again = stored(tree, KILLED, "test_code.py::test", "later")
    assert again().outcome == KILLED
    (tree / "test_code.py").write_text("changed")
    assert again() is None


def test_a_survivor_is_tried_again_when_anything_has_changed(tree):
    assert stored(tree, SURVIVED, "")().outcome == SURVIVED
    assert stored(tree, SURVIVED, "", "later")() is None


@pytest.mark.parametrize(
    ("entry", "fault"),
    [('mutant = "none"\nreason = "because"', "no such mutant"), ('mutant = "m"\nreason = " "', "no reason")],
)
def test_an_equivalent_entry_needs_a_mutant_and_a_reason(tmp_path, entry, fault):
    (tmp_path / "list.toml").write_text(f"[[equivalent]]\n{entry}\n")
    with pytest.raises(WrongEntry, match=fault):
        equivalent(tmp_path / "list.toml", {"m": MUTANT})


def test_the_list_of_equivalent_mutants_fits_the_product():
    assert equivalent(mutants.EQUIVALENT, mutants.finder.find(ROOT)) is not None


def test_the_summary_names_each_survivor_with_its_place():
    assert summary({"m": MUTANT}, {"m": SURVIVED})[-1] == (
        "survived: code.py:3 f: condition, True instead of: x"
    )


def test_a_lock_method_runs_without_its_lock(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", QuerySet.select_for_update)  # put back at the end
    unlocked = importlib.import_module("mutation.unlocked").unlocked

    def locks():
        return bool(Member.objects.select_for_update().query.select_for_update)

    assert (unlocked(locks)(), locks()) == (False, True)
