// A child's answer is hostile: whatever it is, decoding it is an error or gives back exactly what was said.
#include <cstdlib>

#include "adapters/sandbox/protocol.hpp"
#include "support/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kTextBytesMax = 1000;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto answer = evo::sandbox::decode_answer(bytes, kTextBytesMax);
  if (answer && (answer->size() > kTextBytesMax || evo::sandbox::encode_answer(answer) != bytes))
    std::abort();
  if (!answer && answer.error().message.size() > 1000) std::abort();
  return 0;
}

std::vector<evo::fuzz::Input> fuzz_seeds() {
  using evo::sandbox::encode_answer;
  return {evo::fuzz::text_input(encode_answer(std::string("{}"))),
          evo::fuzz::text_input(encode_answer(evo::fail(evo::invalid("replay.details: at byte 3")))),
          evo::fuzz::text_input(encode_answer(evo::fail(evo::internal("the table has no choice here"))))};
}
