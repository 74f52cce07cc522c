#include "sim/quality_plot.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "base/svg.hpp"

namespace evo::sim {
namespace {

constexpr int kWidth = 960;
constexpr int kLeft = 60;
constexpr int kPanelWidth = 390;
constexpr int kPanelHeight = 220;
constexpr int kColumnStep = 460;
constexpr int kFirstRow = 130;
constexpr int kRowStep = 300;
constexpr int kLegendTop = 72;
constexpr int kTicks = 5;
constexpr std::size_t kPointsMax = 400;  // Of a curve.

class Drawing {
 public:
  explicit Drawing(std::span<const NamedQuality> compared) : compared_(compared) {}

  std::string draw(const std::string& title) {
    const int height = kFirstRow + 2 * kRowStep;
    add(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" )", kWidth,
        height);
    add("font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<rect width=\"{}\" height=\"{}\" "
        "fill=\"#fff\"/>\n",
        kWidth, height);
    add("<text x=\"{}\" y=\"36\" font-size=\"20\">{}</text>\n", kLeft, svg::escaped(title));
    for (std::size_t i = 0; i < compared_.size(); ++i) {
      const int x = kLeft + static_cast<int>(i) * 260;
      add("<rect x=\"{}\" y=\"{}\" width=\"22\" height=\"10\" fill=\"{}\"/>", x, kLegendTop - 10,
          svg::colour(i));
      add("<text x=\"{}\" y=\"{}\">{}</text>\n", x + 30, kLegendTop, svg::escaped(compared_[i].name));
    }
    curves(0, 0, "People who waited at most so many seconds", &QualityReport::waits_s);
    curves(1, 0, "Matches of two at most so many points apart", &QualityReport::differences);
    bars(0, 1, "Rematches within two hours, % of matches",
         [](const QualityReport& report) { return 100 * report.rematches; });
    bars(1, 1, "Same map as in the match before, % of seats",
         [](const QualityReport& report) { return 100 * report.same_map; });
    add("</svg>\n");
    return std::move(out_);
  }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }

  void heading(int left, int top, std::string_view title) {
    add("<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n", left, top - 12, title);
  }
  void level(int left, double y, const std::string& label) {
    add("<line x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>", left, y,
        left + kPanelWidth, y);
    add("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\" fill=\"#555\">{}</text>\n", left - 8, y + 4, label);
  }

  // Up to where 99 of 100 lie; the last one may be far away.
  double reach(std::vector<float> QualityReport::* values) const {
    double reach = 1;
    for (const NamedQuality& one : compared_) {
      const auto& sorted = one.report.*values;
      if (!sorted.empty())
        reach = std::max(reach, static_cast<double>(sorted[(sorted.size() - 1) * 99 / 100]));
    }
    return reach;
  }

  void curves(int column, int row, std::string_view title, std::vector<float> QualityReport::* values) {
    const int left = kLeft + column * kColumnStep;
    const int top = kFirstRow + row * kRowStep;
    heading(left, top, title);
    for (int share = 0; share <= 100; share += 25)
      level(left, top + kPanelHeight * (1 - share / 100.0), fmt::format("{} %", share));
    const double step = svg::round_step(reach(values), kTicks);
    const double last = step * std::ceil(reach(values) / step);
    for (double at = 0; at <= last; at += step)
      add("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">{:.0f}</text>\n",
          left + kPanelWidth * at / last, top + kPanelHeight + 16, at);
    for (std::size_t i = 0; i < compared_.size(); ++i) {
      const auto& sorted = compared_[i].report.*values;
      if (sorted.empty()) continue;
      add("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" points=\"", svg::colour(i));
      const std::size_t stride = std::max<std::size_t>(1, sorted.size() / kPointsMax);
      for (std::size_t at = 0; at < sorted.size() && sorted[at] <= last; at += stride)
        add("{:.1f},{:.1f} ", left + kPanelWidth * static_cast<double>(sorted[at]) / last,
            top + kPanelHeight * (1 - static_cast<double>(at + 1) / static_cast<double>(sorted.size())));
      add("\"/>\n");
    }
  }

  template <class Figure>
  void bars(int column, int row, std::string_view title, Figure figure) {
    const int left = kLeft + column * kColumnStep;
    const int top = kFirstRow + row * kRowStep;
    heading(left, top, title);
    double largest = 1;
    for (const NamedQuality& one : compared_) largest = std::max(largest, figure(one.report));
    const double step = svg::round_step(largest, kTicks);
    const double last = step * std::ceil(largest / step);
    for (double at = 0; at <= last; at += step)
      level(left, top + kPanelHeight * (1 - at / last), fmt::format("{:.0f}", at));
    const int width = kPanelWidth / (2 * static_cast<int>(compared_.size()) + 1);
    for (std::size_t i = 0; i < compared_.size(); ++i) {
      const double value = figure(compared_[i].report);
      const int x = left + width * (2 * static_cast<int>(i) + 1);
      const double height = kPanelHeight * value / last;
      add("<rect x=\"{}\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\" fill=\"{}\"/>", x,
          top + kPanelHeight - height, width, height, svg::colour(i));
      add("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"middle\">{:.1f}</text>\n", x + width / 2,
          top + kPanelHeight - height - 6, value);
    }
  }

  std::span<const NamedQuality> compared_;
  std::string out_;
};

}  // namespace

std::string draw_quality(std::span<const NamedQuality> compared, const std::string& title) {
  return Drawing(compared).draw(title);
}

}  // namespace evo::sim
