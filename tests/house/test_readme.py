#!/usr/bin/env python3
"""The comparison of the two READMEs sees what one has and the other lacks."""

import unittest

from readme import differences

ENGLISH = "# rouse\n\n[한국어](README.ko.md)\n\n## Try\n\nType `rouse list`:\n\n```\nmake   # builds\n# only a remark\n```\n[more](A.md)\n"


class Differences(unittest.TestCase):
    def said(self, before, after):
        return differences(ENGLISH, ENGLISH.replace(before, after))

    def test_remarks_and_sentences_may_be_in_any_language(self):
        self.assertEqual(self.said("# builds", "# 빌드"), [])
        self.assertEqual(self.said("# only a remark\n", ""), [])
        self.assertEqual(self.said("Type `rouse list`", "`rouse list`를 입력하십시오"), [])

    def test_a_command_is_missed_in_either(self):
        self.assertEqual(len(self.said("make ", "cmake ")), 2)
        self.assertEqual(self.said("make   # builds\n", ""), ["README.ko.md lacks the command: make"])

    def test_the_order_counts(self):
        more = ENGLISH.replace("make   # builds", "a\nb")
        self.assertEqual(differences(more, more.replace("a\nb", "b\na")),
                         ["README.ko.md has the commands in another order"])

    def test_a_word_a_link_and_a_section_are_missed(self):
        self.assertEqual(self.said("`rouse list`", "rouse list"), ["README.ko.md, section 1, lacks: rouse list"])
        self.assertEqual(len(self.said("A.md", "B.md")), 2)
        self.assertEqual(self.said("## Try", "Try"), ["README.md has 1 sections, README.ko.md has 0"])


if __name__ == "__main__":
    unittest.main()
