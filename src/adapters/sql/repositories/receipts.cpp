#include "adapters/sql/repositories/repositories.hpp"
#include "adapters/sql/row.hpp"

namespace evo::sql {
namespace {

constexpr Query kFind("SELECT event, subject FROM receipts WHERE player_id = $1 AND idempotency_key = $2");
constexpr Query kInsert(
    "INSERT INTO receipts (player_id, idempotency_key, event, subject, created_at) VALUES ($1, $2, $3, $4, "
    "{now})"
    " ON CONFLICT (player_id, idempotency_key) DO NOTHING");

Receipt read_receipt(RowReader& row) {
  Receipt receipt;
  receipt.event = row.text("event");
  receipt.subject = row.integer("subject");
  return receipt;
}

}  // namespace

Task<Result<std::optional<Receipt>>> SqlReceipts::find(PlayerId player, std::string key) {
  CO_TRY(auto rows, co_await session_.execute(kFind, values(player, std::move(key))));
  co_return read_one("receipts", std::move(rows), read_receipt);
}

Task<Result<void>> SqlReceipts::insert(PlayerId player, std::string key, Receipt receipt) {
  CO_TRY(const auto rows,
         co_await session_.execute(
             kInsert, values(player, std::move(key), std::move(receipt.event), receipt.subject)));
  if (rows.affected != 1) co_return fail(conflict("this request has been answered already"));
  co_return Result<void>{};
}

}  // namespace evo::sql
