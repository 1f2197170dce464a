#!/usr/bin/env python3
"""Each rule of the house test sees its bad sample, and leaves the good one alone."""

import unittest

import house
from cpp import blank, functions
from floors import FLOORS
from house import Source


def said(rule, *files):
    """What `rule` says about (path, text) files: the list of (path, line)."""
    return [(path, line) for path, line, _, _ in rule([Source(path, text) for path, text in files])]


def awaits(statement):
    return said(house.await_rule, ("loop/a.cc", "Co<int> f(Flag flag) {\n" + statement + "\n}\n"))


class Reading(unittest.TestCase):
    def test_comments_and_literals_are_blank_and_keep_their_lines(self):
        text = 'a("x{"); // {\nb(R"q(}" )q"); /* {\n */ c(\'{\', 1\'000);'
        self.assertEqual(blank(text).count("{"), 0)
        self.assertEqual(blank(text).count("}"), 0)
        self.assertEqual(len(blank(text)), len(text))
        self.assertEqual(blank(text).count("\n"), 2)
        self.assertIn("1'000", blank(text))

    def names(self, code):
        return [f.name() for f in functions(blank(code))]

    def test_functions_are_found_in_namespaces_and_classes(self):
        self.assertEqual(self.names("namespace a::b {\nclass C final : public D<int> {\n public:\n  void f() const { g(); }\n"
                                    "  int x{3};\n};\nvoid C::h(int a = 1) {}\n}\n"), ["f", "C::h"])

    def test_initialisers_are_no_functions(self):
        self.assertEqual(self.names("constexpr std::array<int, 2> a = {1, 2};\nint b{f(1)};\nstruct stat s{};\n"
                                    "enum class E : int { one, two };\nvoid f() {}\n"), ["f"])

    def test_a_constructor_is_measured_from_its_head_to_its_end(self):
        code = "C::C(int a)\n    : a_{a},\n      b_(a) {\n  f();\n}\n"
        found = functions(code)
        self.assertEqual([f.name() for f in found], ["C::C"])
        self.assertEqual(code[found[0].end - 1:found[0].end + 1], "\n}")
        self.assertEqual(self.names("C::C() : a_{1} { f(); }\nvoid g() {}"), ["C::C", "g"])

    def test_operators_and_macros_are_functions(self):
        self.assertEqual(len(self.names("bool operator==(const A&) const { return true; }\n"
                                        "int F::operator()(int a) { return a; }\nTEST(A, B) { }\n")), 3)


class Floors(unittest.TestCase):
    def test_a_higher_floor_is_forbidden(self):
        self.assertEqual(said(house.floors, ("net/a.h", '#pragma once\n#include "loop/b.h"\n'), ("loop/b.h", "")),
                         [("net/a.h", 2)])

    def test_own_and_lower_floors_are_allowed(self):
        self.assertEqual(said(house.floors, ("loop/a.h", '#include "loop/b.h"\n#include "sys/c.h"\n'),
                              ("loop/b.h", ""), ("sys/c.h", "")), [])

    def test_a_comment_includes_nothing(self):
        self.assertEqual(said(house.floors, ("net/a.h", '/*\n#include "loop/b.h"\n*/\n'), ("loop/b.h", "")), [])

    def test_an_include_below_src_names_its_room(self):
        self.assertEqual(said(house.floors, ("net/a.h", '#include "b.h"\n'), ("net/b.h", "")), [("net/a.h", 1)])

    def test_only_the_loader_of_the_configuration_asks_the_machine(self):
        for stem, expected in (("loader", []), ("lexer", [(f"config/lexer.cc", 1)])):
            self.assertEqual(said(house.floors, (f"config/{stem}.cc", '#include "sys/a.h"\n'), ("sys/a.h", "")), expected)

    def test_only_tests_include_fakes(self):
        self.assertEqual(said(house.floors, ("net/a_test.cc", '#include "fakes/x.h"\n'),
                              ("net/a.cc", '#include "fakes/x.h"\n')), [("net/a.cc", 1)])

    def test_an_unknown_room_is_named(self):
        self.assertEqual(said(house.floors, ("attic/a.h", "")), [("attic/a.h", 1)])

    def test_the_library_of_parked_programs_shares_its_wire_alone(self):
        files = [("park/wire.h", ""), ("park/pair.h", ""), ("sys/raw_call.h", ""), ("sys/file.h", "")]
        self.assertEqual(said(house.floors, ("warm/a.h", '#include "park/wire.h"\n#include "park/pair.h"\n'), *files),
                         [("warm/a.h", 2)])
        self.assertEqual(said(house.floors, ("park/a.h", '#include "sys/raw_call.h"\n#include "sys/file.h"\n'), *files),
                         [("park/a.h", 2)])
        self.assertEqual(said(house.floors, ("listen/a.h", '#include "park/wire.h"\n'), *files), [("listen/a.h", 1)])

    def test_nobody_may_include_the_composition_root(self):
        self.assertFalse([room for room, lower in FLOORS.items() if "daemon" in lower])

    def test_cmake_and_table_must_agree(self):
        def differences(cmake):
            return [m for *_, m in house.same_floors_in_cmake([Source("net/a.h", "")], cmake)]
        self.assertEqual(differences("rouse_room(net base)\n"), [])
        self.assertEqual(len(differences("rouse_room(net base sys)\n")), 1)
        self.assertEqual(len(differences("rouse_room(base)\n")), 1)

    def test_the_library_beside_the_rooms_needs_no_line(self):
        self.assertEqual(list(house.same_floors_in_cmake([Source("park/a.h", "")], "")), [])


class Lengths(unittest.TestCase):
    def test_71_lines_are_too_many_and_70_are_not(self):
        def function(lines):
            return "int f() {\n" + "  g();\n" * (lines - 2) + "}\n"
        self.assertEqual(said(house.function_length, ("net/a.cc", function(70))), [])
        self.assertEqual(said(house.function_length, ("net/a.cc", "int x;\n" + function(71))), [("net/a.cc", 2)])

    def test_a_brace_in_a_literal_ends_nothing(self):
        text = 'int f() {\n  g("}");\n' + "  g();\n" * 70 + "}\n"
        self.assertEqual(said(house.function_length, ("net/a.cc", text)), [("net/a.cc", 1)])

    def test_lambdas_and_blocks_count_for_their_function(self):
        text = "int f() {\n  auto g = [] {\n" + "  g();\n" * 70 + "  };\n}\n"
        self.assertEqual(said(house.function_length, ("net/a.cc", text)), [("net/a.cc", 1)])

    def test_files_have_a_limit_too(self):
        self.assertEqual(said(house.layout, ("net/a.cc", "int x;\n" * 400)), [])
        self.assertEqual(said(house.layout, ("net/a.cc", "int x;\n" * 401)), [("net/a.cc", 400)])
        self.assertEqual(said(house.layout, ("net/a_test.cc", "int x;\n" * 800)), [])
        self.assertEqual(said(house.layout, ("net/a_test.cc", "int x;\n" * 801)), [("net/a_test.cc", 800)])


class Awaits(unittest.TestCase):
    def test_the_two_forms_stand(self):
        for good in ("  co_await x;", "  co_await door.readable(5);", "  int v = co_await x;", "  auto v =\n      co_await x;",
                     "  Result<std::pair<int, Fd>> v = co_await x;", "  const auto& v = co_await x;", "  while (a()) {\n  co_await x;\n  }",
                     "  if (a())\n    co_await x;", "  for (;;)\n    co_await x;"):
            self.assertEqual(awaits(good), [], good)

    def test_everything_else_falls(self):
        for bad in ("  if (co_await x) g();", "  while (co_await x) {}", "  g(co_await x);", "  int v = a ? co_await x : 1;",
                    "  co_await (a ? x : y);", "  v = co_await x;", "  co_return co_await x;", "  T v{co_await x};", "  T v = {co_await x};",
                    "  if (a) co_await x;", "  co_await on([] { return 1; });", "  co_await f(T{1});", "  for (int i = 0; co_await x;) g();",
                    "  auto [a, b] = co_await x;", "  int v = 1 + co_await x;", "  co_await x && y;", "  a[co_await x] = 1;",
                    "  co_await f(co_await x);", "  g([&]() -> Co<int> { co_await x; });"):
            self.assertEqual(awaits(bad)[:1], [("loop/a.cc", 2)], bad)

    def test_a_lambda_is_no_coroutine(self):
        for bad in ("  auto g = [flag]() -> Co<int> { co_return 1; };", "  return [] { co_return; };",
                    "  run(1, [&](int a) mutable noexcept -> Co<int> {\n    co_return a;\n  });"):
            self.assertEqual(len(awaits(bad)), 1, bad)
        self.assertEqual(awaits("  auto g = [flag](int a) { return a; };\n  int v = list[2];\n  co_return v;"), [])

    def test_coroutines_own_their_parameters(self):
        for head, expected in (("Co<int> f(const Fd& fd)", 1), ("Co<int> C::f(int a, Fd&& fd)", 1), ("Co<int> f(Fd fd, Loop* loop)", 0),
                               ("Co<int> f(std::function<void(int&)> then)", 0)):
            found = said(house.await_rule, ("loop/a.cc", head + " {\n  co_return 1;\n}\n"))
            self.assertEqual(found, [("loop/a.cc", 1)] * expected, head)

    def test_the_parameters_of_a_tests_coroutines_may_refer_to_its_fixture(self):
        code = "Co<int> f(std::string& log) {\n  co_return 1;\n}\n"
        self.assertEqual(len(said(house.await_rule, ("loop/a.cc", code))), 1)
        self.assertEqual(said(house.await_rule, ("loop/a_test.cc", code)), [])

    def test_a_plain_function_may_take_references(self):
        self.assertEqual(said(house.await_rule, ("loop/a.cc", "int f(const Fd& fd) {\n  return fd.raw();\n}\n")), [])

    def test_words_in_comments_await_nothing(self):
        self.assertEqual(awaits('  // if (co_await x)\n  log("co_await y, (co_await z)");'), [])


class Calls(unittest.TestCase):
    def calls(self, statement, path="net/a.cc"):
        return len(said(house.banned_calls, (path, "void f() {\n  " + statement + "\n}\n")))

    def test_banned_calls_are_seen(self):
        for bad in ("system(x);", "::system(x);", "std::system(x);", "return popen(x);", "strcpy(a, b);", "std::sprintf (a, b);",
                    "int a = atoi(b);", "if (fork() == 0) {}", "std::this_thread::sleep_for(x);", "sleep(1);", "else usleep(1);"):
            self.assertEqual(self.calls(bad), 1, bad)

    def test_names_that_only_look_like_them_are_not(self):
        for good in ("snprintf(a, b);", "loop.sleep(1);", "this->system(x);", "sys::fork(x);", "// system(x)", 'log("system(x)");',
                     "ecosystem(x);", "clock.system (x);", "Sleep sleep(loop);",
                     "co_await loop::sleep_for(loop, 1s);", "std::shared_ptr<Sink> system();"):
            self.assertEqual(self.calls(good), 0, good)

    def test_only_sys_and_tests_fork(self):
        self.assertEqual(self.calls("fork();", "sys/a.cc"), 0)
        self.assertEqual(self.calls("fork();", "process/a_test.cc"), 0)
        self.assertEqual(self.calls("system(x);", "sys/a.cc"), 1)

    def test_errors_are_not_thrown(self):
        self.assertEqual(self.calls("throw 1;"), 1)
        self.assertEqual(self.calls("throw 1;", "net/a_test.cc"), 0)


class Files(unittest.TestCase):
    def test_a_header_that_only_its_own_pair_includes_is_dead(self):
        self.assertEqual(said(house.dead_files, ("net/a.h", ""), ("net/a.cc", '#include "net/a.h"\n')), [("net/a.h", 1)])
        self.assertEqual(said(house.dead_files, ("net/a.h", ""), ("net/a.cc", '#include "net/a.h"\n'),
                              ("sys/main.cc", '#include "net/a.h"\nint main() {}\n')), [])

    def test_a_source_implements_a_header_of_its_room_or_is_a_main(self):
        for text in ("int f() {}\n", '#include "base/a.h"\n'):
            self.assertEqual(said(house.dead_files, ("net/a.cc", text)), [("net/a.cc", 1)])
        for text in ("int main() {}\n", '#include "net/b.h"\n'):
            self.assertEqual(said(house.dead_files, ("net/a.cc", text)), [])

    def test_a_test_tests_something(self):
        self.assertEqual(said(house.dead_files, ("net/gone_test.cc", "")), [("net/gone_test.cc", 1)])

    def test_names_that_say_nothing_are_refused(self):
        for path in ("net/util.h", "misc/a.h", "net/Address.h", "net/deep/a.h", "net/helpers_test.cc"):
            self.assertTrue(said(house.names, (path, "")), path)
        self.assertEqual(said(house.names, ("net/commonwealth.h", "")), [])

    def test_base_stays_small(self):
        files = [(f"base/f{i}.h", "") for i in range(6)] + [("base/f1_test.cc", "")]
        self.assertEqual(said(house.names, *files), [])
        self.assertEqual(said(house.names, *files, ("base/f6.h", "")), [("base", 1)])

    def test_blanks_tabs_and_endings(self):
        for bad in ("int a; \n", "\tint a;\n", "int a;\r\n", "int a;", "int a;\n\n"):
            self.assertEqual(len(said(house.layout, ("net/a.cc", bad))), 1, repr(bad))
        self.assertEqual(said(house.layout, ("net/a.cc", "int a;\n")), [])
        self.assertEqual(said(house.layout, ("net/a.h", "int a;\n")), [("net/a.h", 1)])


if __name__ == "__main__":
    unittest.main()
