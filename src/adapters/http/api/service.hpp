// The service behind the connections: a request goes in, a response comes out. It works in two steps, so that
// a body is read only for somebody who may send it: admit() sees method, address and headers, serve() the
// whole request.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/api/routes.hpp"
#include "adapters/http/api/sessions.hpp"
#include "adapters/http/events/feed.hpp"
#include "adapters/http/exchange/message.hpp"
#include "adapters/http/exchange/rate_limit.hpp"
#include "adapters/http/http.hpp"

namespace evo::http {

// What a handler is given.
struct Call {
  const Route* route;
  Request request;
  std::vector<std::int64_t> ids;  // Of the path, in its order.
  std::optional<SignedIn> who;
};

struct Admission {
  std::optional<Response> refusal;  // Answer with this; the body, if any, is not read.
  const Route* route = nullptr;     // Null: outside /api.
  std::vector<std::int64_t> ids;
  std::optional<SignedIn> who;
  std::size_t body_bytes_max = 0;
};

struct ServiceParts {
  Commands& commands;
  Accounts& accounts;
  Reader& reader;
  StaffReader& staff;
  BlobStore& blobs;
  Clock& clock;
  Telemetry& telemetry;
  const Rules& rules;
  const HttpOptions& options;
};

class Service {
 public:
  Service(ServiceParts parts, std::shared_ptr<EventFeed> feed);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // `request` without its body.
  Task<Admission> admit(const Request& request);
  Task<Response> serve(Request request, Admission admission);
  // From now on /readyz says no, so that a load balancer sends new clients elsewhere.
  void drain() { draining_ = true; }
  // A change of the store: what sessions remember of its player is forgotten.
  void heed_change(std::string_view topic);

  // Handlers, as routes.cpp names them.
  Task<Response> show_session(Call call);
  Task<Response> sign_in_guest(Call call);
  Task<Response> sign_out(Call call);
  Task<Response> show_catalog(Call call);
  Task<Response> show_me(Call call);
  Task<Response> update_profile(Call call);
  Task<Response> forget_me(Call call);
  Task<Response> export_me(Call call);
  Task<Response> accept_terms(Call call);
  Task<Response> complete_setup(Call call);
  Task<Response> enter_referral(Call call);
  Task<Response> show_queue(Call call);
  Task<Response> join_queue(Call call);
  Task<Response> leave_queue(Call call);
  Task<Response> invite_to_party(Call call);
  Task<Response> answer_invitation(Call call);
  Task<Response> set_party_vetoes(Call call);
  Task<Response> leave_party(Call call);
  Task<Response> list_matches(Call call);
  Task<Response> show_match(Call call);
  Task<Response> confirm_match(Call call);
  Task<Response> abort_match(Call call);
  Task<Response> report_match(Call call);
  Task<Response> upload_replay(Call call);
  Task<Response> download_replay(Call call);
  Task<Response> show_leaderboard(Call call);
  Task<Response> show_player(Call call);
  Task<Response> show_player_statistics(Call call);
  Task<Response> show_statistics(Call call);
  Task<Response> show_activity(Call call);
  Task<Response> list_seasons(Call call);
  Task<Response> show_season(Call call);
  Task<Response> show_status(Call call);
  Task<Response> open_events(Call call);
  Task<Response> resolve_match(Call call);
  Task<Response> preview_resolution(Call call);
  Task<Response> show_snapshot(Call call);
  Task<Response> search_audit(Call call);
  Task<Response> show_abuse(Call call);
  Task<Response> announce(Call call);
  Task<Response> show_mods(Call call);
  Task<Response> register_mod(Call call);
  Task<Response> find_player(Call call);
  Task<Response> show_staff_player(Call call);
  Task<Response> export_player(Call call);
  Task<Response> ban_player(Call call);
  Task<Response> reset_status(Call call);
  Task<Response> adjust_rating(Call call);
  Task<Response> assign_role(Call call);
  Task<Response> set_toon(Call call);
  Task<Response> forget_player(Call call);
  Task<Response> make_demo_replay(Call call);
  Task<Response> show_openapi(Call call);

 private:
  Task<Admission> admit_call(const Request& request, Admission admission);
  Task<Response> serve_outside(Request request);
  Task<Response> show_readiness();
  std::optional<Response> over_limit(Budget budget, std::string_view key);
  // Runs a command for the caller and answers with its receipt.
  Task<Response> command(Call call, Intent intent, int status = 200);
  // The same for a change of what sessions remember of `player`.
  Task<Response> command_on(PlayerId player, Call call, Intent intent);
  Task<Response> data_of(PlayerId player, const Route* route);

  Response session_response(int status, const Request& request, const std::optional<SignedIn>& who) const;
  bool may_sign_in_as_guest(const Request& request) const;
  Response failure(const Error& error, const Route* route) const;

  ServiceParts parts_;
  std::shared_ptr<EventFeed> feed_;
  SessionCache sessions_;
  RateLimiter reads_;
  RateLimiter writes_;
  RateLimiter uploads_;
  RateLimiter sign_ins_;
  std::string catalog_json_;
  std::string catalog_etag_;
  bool draining_ = false;
};

// The OpenAPI document of routes(), built into the program.
std::string_view openapi_json();

}  // namespace evo::http
