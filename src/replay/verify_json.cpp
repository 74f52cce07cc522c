#include <nlohmann/json.hpp>

#include "replay/verify.hpp"

namespace evo::replay {

std::string to_json(const VerifyReport& report) {
  using Json = nlohmann::ordered_json;
  const auto rate = [&report](double amount) { return report.seconds > 0 ? amount / report.seconds : 0; };
  Json failures = Json::array();
  for (const VerifyReport::Failure& failure : report.failures)
    failures.push_back({{"file", failure.file},
                        {"kind", to_string(failure.error.kind)},
                        {"message", failure.error.message}});
  const Json json = {{"files", report.files},
                     {"failed", report.failures.size()},
                     {"inexact", report.inexact},
                     {"bytes", report.bytes},
                     {"events", report.events},
                     {"seconds", report.seconds},
                     {"files_per_s", rate(static_cast<double>(report.files))},
                     {"megabytes_per_s", rate(static_cast<double>(report.bytes) / 1e6)},
                     {"events_per_s", rate(static_cast<double>(report.events))},
                     {"failures", std::move(failures)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace evo::replay
