from network.common.sentences import with_names


def test_names_are_isolated_and_escaped():
    text = with_names("%(anna)s invited %(bruno)s.", anna="<Anna>", bruno="ليلى")
    assert text == "<bdi>&lt;Anna&gt;</bdi> invited <bdi>ليلى</bdi>."
