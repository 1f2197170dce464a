#include "sysv/links.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::sysv {
namespace {

TEST(Link, HasAKindANumberAndAName) {
  Link link = parse_link("S05httpd").value();
  EXPECT_EQ(link, (Link{LinkKind::start, 5, "httpd"}));
  EXPECT_EQ(file_name(link), "S05httpd");
  EXPECT_EQ(file_name(parse_link("K99S10x").value()), "K99S10x");
  for (const char* other : {"", "S05", "s05x", "S5x", "S-1alpha", "D05x", "README"})
    EXPECT_FALSE(parse_link(other)) << other;
  EXPECT_EQ(parse_link("K100alpha")->name, "0alpha");  // what chkconfig left of a service alpha
}

TEST(Links, OfALevelStandInTheOrderInWhichTheyRun) {
  fakes::ScriptTree files;
  for (const char* name : {"S20b", "S20a", "K90z", "S05z", "K10a"}) files.link(name, "3");
  files.write("/etc/rc3.d/README", "");
  std::vector<Link> links = read_links(Tree(files.root()), 3).value();
  std::string names;
  for (const Link& link : links) names += file_name(link) + " ";
  EXPECT_EQ(names, "K10a K90z S05z S20a S20b ");
  EXPECT_TRUE(read_links(Tree(files.root()), boot_level)->empty());
}

TEST(LinkTable, KnowsTheLevelsOfEachService) {
  fakes::ScriptTree files;
  files.link("S85httpd", "35");
  files.link("K15httpd", "0126");
  files.link("S10httpd-tools", "4");
  LinkTable links = read_links(Tree(files.root())).value();
  EXPECT_EQ(text(links.configured("httpd")), "012356");
  EXPECT_EQ(text(links.on("httpd")), "35");
  EXPECT_EQ(links.of("httpd").size(), 6U);
  EXPECT_EQ(links.of("httpd")[3].level, 3);
  EXPECT_EQ(links.of("httpd")[3].number, 85);
  EXPECT_TRUE(links.configured("http").empty());
}

/// Where a level has both, rc runs the start last.
TEST(LinkTable, CountsAServiceWithBothLinksAsOn) {
  LinkTable links({{{LinkKind::stop, 80, "x"}, 3}, {{LinkKind::start, 20, "x"}, 3}});
  EXPECT_EQ(text(links.on("x")), "3");
  EXPECT_EQ(links.of("x").size(), 2U);
}

TEST(LinkTable, IsReadWithoutTheFoldersThatAreMissing) {
  fakes::ScriptTree files;
  files.link("S85httpd", "5");
  std::filesystem::remove(files.root() + "/etc/rc4.d");
  EXPECT_EQ(text(read_links(Tree(files.root()))->on("httpd")), "5");
  files.write("/etc/rc4.d", "no folder");
  EXPECT_EQ(read_links(Tree(files.root())).error().code, ENOTDIR);
}

}  // namespace
}  // namespace rouse::sysv
