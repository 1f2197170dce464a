#!/usr/bin/env python3
"""Each check of the manual pages sees what it is for."""

import unittest
from pathlib import Path

import man

HELP = """usage: rouse show NAME [OPTION]...
all about one service.

NAME is a service's id,
or `its` name. It must be there.

Options:
  --json           the answer as one JSON object

Exit status: 0 done, or so
already; 1 failed.
"""


class Checks(unittest.TestCase):
    def test_an_option_of_help_is_missed(self):
        self.assertEqual(man.unsaid_options("x", "  --json, -f FILE  on-demand", "with --json"), ["x(8) does not say -f"])
        self.assertEqual(man.unsaid_options("x", "[--list]", "--list, and more"), [])

    def test_a_sentence_of_help_is_missed(self):
        page = "All about one service. NAME is a service's id, or its name."
        self.assertEqual(list(man.unsaid_help("show", HELP, page)), ["rouse(8) does not say of show: It must be there."])
        self.assertEqual(list(man.unsaid_help("show", HELP, page + " It must be there.")), [])

    def test_an_exit_status_is_missed(self):
        self.assertEqual(man.unsaid_statuses(HELP, "0 done, or so already 2 failed"),
                         ["rouse(8) does not say the exit status 1 failed"])

    def test_a_program_a_reference_and_an_owner_are_missed(self):
        self.assertEqual(man.missing_pages({"a(8)", "b(5)"}, ["a", "b"]), ["no page for the program b"])
        self.assertEqual(list(man.lost_references("a(8)", ".Xr a 8 ,\n.Xr sh 1\n.Xr b 8\n", {"a(8)"})),
                         ["a(8) refers to b(8), which nobody has"])
        self.assertEqual(list(man.unpackaged([Path("a.8"), Path("service.8")], {"p": "x/a.8\n", "q": "x/a.8\n"})),
                         ["a.8 stands in 2 of debian/*.install", "rouse-service.8 stands in 0 of debian/*.install"])

    def test_an_attribute_is_missed(self):
        told = "".join(f"a{n}   means\n" for n in range(60))
        page = "".join(f".It Ic a{n}\n" for n in range(1, 60))
        self.assertEqual(man.unsaid_attributes(told, page), ["rouse.conf(5) has no entry for a0"])
        self.assertEqual(len(man.unsaid_attributes("", page)), 1)


if __name__ == "__main__":
    unittest.main()
