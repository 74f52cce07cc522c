// What player rules need to know of Unicode: one form for text that looks the same, and which characters are
// letters.
#pragma once

#include <string>
#include <string_view>

namespace evo {

// Normal form C: text that looks the same is the same bytes. Text that is not UTF-8 comes back as it is.
std::string composed(std::string_view text);
// For comparing: composed, and without the difference between capital and small letters of any script.
std::string folded(std::string_view text);

// Unicode categories Lu, Ll, Lt, Lm, Lo, Nd and Mn: what the left part of a BattleTag is made of.
bool is_letter_digit_or_mark(char32_t character);
// Letters of any script, decimal digits, combining marks and '_'.
bool is_word_character(char32_t character);

// The characters of valid UTF-8.
std::u32string characters_of(std::string_view text);

}  // namespace evo
