from network.common.sentences import html_sentence


def test_names_are_isolated_and_escaped():
    text = html_sentence("%(anna)s invited %(bruno)s.", anna="<Anna>", bruno="ليلى")
    assert text == "<bdi>&lt;Anna&gt;</bdi> invited <bdi>ليلى</bdi>."
