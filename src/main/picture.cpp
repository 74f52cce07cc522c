#include "main/picture.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.hpp"

namespace evo {
namespace {

// The drawing as a nameless file at its beginning, which a child can have as its input whole: no pipe to fill
// while it writes. -1 on failure.
int nameless_file(std::string_view content) {
  const int file = memfd_create("picture", MFD_CLOEXEC);
  if (file < 0) return -1;
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written <= 0) return close(file), -1;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  lseek(file, 0, SEEK_SET);
  return file;
}

Result<void> convert(int input, std::string path) {
  std::string program = "rsvg-convert";
  std::array<std::string, 5> words = {"--format=png", "--zoom=2", "--background-color=white", "--output",
                                      path};
  std::array<char*, 7> arguments = {program.data(),  words[0].data(), words[1].data(), words[2].data(),
                                    words[3].data(), words[4].data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  pid_t child = 0;
  const int problem = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0)
    return fail(
        unavailable(fmt::format("a PNG is made by {} ({}); install the package "
                                "librsvg2-bin, or name the file *.svg",
                                program, std::strerror(problem))));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(invalid("the picture cannot be written"));
}

}  // namespace

Result<void> check_picture_name(std::string_view path) {
  const std::string name = lower_ascii(path);
  if (name.ends_with(".svg") || name.ends_with(".png")) return {};
  return fail(invalid("pictures are drawn as SVG or PNG; name the file *.svg or *.png"));
}

Result<void> write_picture(std::string_view svg, const std::string& path) {
  if (const auto named = check_picture_name(path); !named) return fail(named.error());
  if (lower_ascii(path).ends_with(".svg")) {
    std::ofstream out(path, std::ios::binary);
    out << svg;
    out.close();
    if (out) return {};
    return fail(invalid("the picture cannot be written"));
  }
  const int input = nameless_file(svg);
  if (input < 0) return fail(unavailable("no memory for the picture"));
  const auto converted = convert(input, path);
  close(input);
  return converted;
}

}  // namespace evo
