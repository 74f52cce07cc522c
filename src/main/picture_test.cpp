#include "main/picture.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace evo {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kSvg =
    R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>)";

struct Picture : testing::Test {
  fs::path folder = fs::temp_directory_path() / "evoladder_picture";

  Picture() { fs::create_directories(folder); }
  ~Picture() override { fs::remove_all(folder); }
  std::string read(const fs::path& path) const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(Picture, is_written_as_its_ending_asks) {
  ASSERT_TRUE(write_picture(kSvg, folder / "game.SVG"));
  EXPECT_EQ(read(folder / "game.SVG"), kSvg);
  const auto drawn = write_picture(kSvg, folder / "game.png");
  ASSERT_TRUE(drawn) << drawn.error().message;
  const std::string png = read(folder / "game.png");
  EXPECT_THAT(png, StartsWith("\x89PNG\r\n"));
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\0\x50\0\0\0\x28", 8)) << "width 80, height 40";
}

TEST_F(Picture, says_what_is_wrong) {
  EXPECT_THAT(write_picture(kSvg, folder / "game.gif").error().message,
              HasSubstr("name the file *.svg or *.png"));
  EXPECT_THAT(write_picture(kSvg, folder / "no" / "game.svg").error().message,
              HasSubstr("cannot be written"));
  EXPECT_THAT(write_picture(kSvg, folder / "no" / "game.png").error().message,
              HasSubstr("cannot be written"));
  EXPECT_THAT(write_picture("no drawing", folder / "game.png").error().message,
              HasSubstr("cannot be written"));
}

}  // namespace
}  // namespace evo
