// Parties; who is in them and who is invited stands in /me.
#include "adapters/http/api/body_json.hpp"
#include "adapters/http/api/service.hpp"

namespace evo::http {

Task<Response> Service::invite_to_party(Call call) {
  auto intent = parse_invitation(call.request.text());
  if (!intent) co_return error_response(intent.error());
  co_return co_await command(std::move(call), *std::move(intent), 201);
}

Task<Response> Service::answer_invitation(Call call) {
  const auto accept = parse_answer(call.request.text());
  if (!accept) co_return error_response(accept.error());
  const InvitationId invitation{call.ids[0]};
  co_return co_await command(std::move(call), AnswerInvitation{invitation, *accept});
}

Task<Response> Service::set_party_vetoes(Call call) {
  auto intent = parse_party_vetoes(call.request.text());
  if (!intent) co_return error_response(intent.error());
  co_return co_await command(std::move(call), *std::move(intent));
}

Task<Response> Service::leave_party(Call call) { co_return co_await command(std::move(call), LeaveParty{}); }

}  // namespace evo::http
