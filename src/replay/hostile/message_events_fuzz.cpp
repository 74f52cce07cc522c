// The stream of messages of any build.
#include "replay/hostile/stream_fuzz_support.hpp"
#include "replay/streams.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evo::replay;
  const fuzz::Choice chosen = fuzz::choose(data, size);
  fuzz::check_stream(chosen, StreamKind::message);
  const auto messages = read_messages(chosen.member, chosen.layout, chosen.game_loops);
  EVO_ASSERT(!messages || messages->chat.size() <= Messages::kChatLinesMax);
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  return evo::replay::fuzz::member_seeds("replay.message.events");
}
