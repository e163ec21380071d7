"""`CASES_PER_TEST`: which cases of a test are run."""

from tests.cases import left_out


class Case:
    """What is read of a pytest item."""

    def __init__(self, name, *marks):
        self.nodeid, self.get_closest_marker = name, lambda mark: mark in marks


CASES = [Case(f"test_of_letters[{letter}]") for letter in "abcde"] + [Case("test_alone")]


def test_so_many_of_each_test_are_left_always_the_same():
    left = {each.nodeid for each in CASES} - {each.nodeid for each in left_out(CASES, 2)}
    assert len(left) == 3
    assert "test_alone" in left
    assert left_out(CASES, 2) == left_out(CASES, 2)


def test_without_a_number_all_are_run():
    assert left_out(CASES, 0) == set()


def test_of_a_marked_test_no_case_is_left_out():
    marked = [Case(f"test_of_locks[{letter}]", "every_case") for letter in "abcde"]
    assert left_out(marked, 2) == set()
