# cmake -DFILE=... -DFUNCTION=a::b::name -DOUTPUT=... -P EmbedFile.cmake
# Writes a source that embeds FILE and defines `std::string_view a::b::name()`.
file(SHA256 ${FILE} digest)
string(REGEX MATCH "^(.*)::([^:]+)$" matched ${FUNCTION})
set(namespace ${CMAKE_MATCH_1})
set(name ${CMAKE_MATCH_2})
file(WRITE ${OUTPUT} "// Generated. SHA-256 of the embedded file: ${digest}
#include <string_view>

namespace ${namespace} {
namespace {
constexpr unsigned char kBytes[] = {
#embed \"${FILE}\"
};
}  // namespace

std::string_view ${name}();
std::string_view ${name}() { return {reinterpret_cast<const char*>(kBytes), sizeof kBytes}; }

}  // namespace ${namespace}
")
