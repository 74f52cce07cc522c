#include "adapters/net/offload.hpp"

#include <string>

namespace evo::offload_detail {

Error from_exception(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const std::bad_alloc&) {
    return unavailable("not enough memory");
  } catch (const std::exception& exception) {
    return internal(std::string("unexpected exception: ") + exception.what());
  } catch (...) {
    return internal("unexpected exception of unknown type");
  }
}

}  // namespace evo::offload_detail
