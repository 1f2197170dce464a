#include "sys/folder_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fakes/temporary_folder.h"

namespace rouse::sys {
namespace {

TEST(FolderReader, ReadsOneFileAfterTheOther) {
  fakes::TemporaryFolder folder;
  std::ofstream(folder.path("long")) << std::string(100'000, 'x');
  std::ofstream(folder.path("short")) << "y";
  std::ofstream(folder.path("empty"));
  FolderReader reader = FolderReader::open(folder.path(""), 100'000).value();
  EXPECT_EQ(reader.read("long").value(), std::string(100'000, 'x'));
  EXPECT_EQ(reader.read("short").value(), "y");
  EXPECT_EQ(reader.read("empty").value(), "");
}

TEST(FolderReader, SaysWhatItCannotRead) {
  fakes::TemporaryFolder folder;
  EXPECT_EQ(FolderReader::open(folder.path("none"), 10).error().code, ENOENT);
  std::ofstream(folder.path("long")) << "12345678901";
  std::filesystem::create_directory(folder.path("folder"));
  FolderReader reader = FolderReader::open(folder.path(""), 10).value();
  EXPECT_EQ(reader.read("long").error().text(), "read long: File too large");
  EXPECT_EQ(reader.read("none").error().code, ENOENT);
  EXPECT_EQ(reader.read("folder").error().code, EISDIR);
}

}  // namespace
}  // namespace rouse::sys
