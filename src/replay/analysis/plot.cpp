#include "replay/analysis/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/svg.hpp"

namespace evo::replay {
namespace {

constexpr int kWidth = 960;
constexpr int kLeft = 70;
constexpr int kRight = 20;
constexpr int kHead = 64;  // Title and subtitle.
constexpr int kLegendRow = 22;
constexpr int kPanel = 190;
constexpr int kPanelGap = 48;
constexpr int kPlotWidth = kWidth - kLeft - kRight;
constexpr int kLegendColumns = 2;
constexpr int kTicksY = 4;

struct Panel {
  std::string_view title;
  double (*value)(const StatsSample&);
};

constexpr Panel kPanels[] = {
    {"Supply in use", [](const StatsSample& sample) { return sample.supply_used; }},
    {"Income: minerals and vespene a minute of game time",
     [](const StatsSample& sample) {
       return static_cast<double>(sample.mineral_income + sample.vespene_income);
     }},
    {"Army: minerals and vespene that stand",
     [](const StatsSample& sample) {
       return static_cast<double>(sample.army_minerals + sample.army_vespene);
     }},
};

std::string clock(double seconds) {
  const auto whole = static_cast<int>(std::lround(seconds));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

class Drawing {
 public:
  explicit Drawing(const GameAnalysis& analysis) : game_(analysis) {
    const auto players = static_cast<int>(analysis.players.size());
    legend_rows_ = (players + kLegendColumns - 1) / kLegendColumns;
    seconds_ = std::max(analysis.summary.duration_s, 1.0);
  }

  std::string draw() {
    const int panels = static_cast<int>(std::size(kPanels));
    const int top = kHead + legend_rows_ * kLegendRow + 26;
    const int height = top + panels * (kPanel + kPanelGap);
    add(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" )", kWidth,
        height);
    add("font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n");
    add("<rect width=\"{}\" height=\"{}\" fill=\"#fff\"/>\n", kWidth, height);
    head();
    for (int i = 0; i < panels; ++i) panel(kPanels[i], top + i * (kPanel + kPanelGap));
    add("</svg>\n");
    return std::move(out_);
  }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }

  void head() {
    const ReplaySummary& summary = game_.summary;
    add("<text x=\"{}\" y=\"30\" font-size=\"20\">{}</text>\n", kLeft, svg::escaped(summary.map_title));
    add("<text x=\"{}\" y=\"50\" fill=\"#555\">{} · {} · {} · version {}</text>\n", kLeft,
        svg::escaped(summary.type), clock(summary.duration_s), to_rfc3339(summary.ended_at),
        svg::escaped(summary.version));
    for (std::size_t i = 0; i < game_.players.size(); ++i) {
      const PlayerAnalysis& player = game_.players[i];
      const int x = kLeft + static_cast<int>(i) % kLegendColumns * (kPlotWidth / kLegendColumns);
      const int y = kHead + static_cast<int>(i) / kLegendColumns * kLegendRow + 12;
      const bool won = game_.outcome.team == player.team;
      add("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"3\"/>", x, y - 4,
          x + 22, y - 4, svg::colour(i));
      add("<text x=\"{}\" y=\"{}\">{} ({}), team {}{}, {:.0f} actions a minute</text>\n", x + 30, y,
          svg::escaped(player.name), svg::escaped(player.race), player.team + 1, won ? ", won" : "",
          player.apm);
    }
  }

  double largest(const Panel& panel) const {
    double value = 1;
    for (const PlayerAnalysis& player : game_.players)
      for (const StatsSample& sample : player.series) value = std::max(value, panel.value(sample));
    return value;
  }

  double x_at(double seconds) const { return kLeft + kPlotWidth * std::min(seconds / seconds_, 1.0); }

  void panel(const Panel& panel, int top) {
    const double step = svg::round_step(largest(panel), kTicksY);
    const double top_value = step * std::ceil(largest(panel) / step);
    const auto y_at = [&](double value) { return top + kPanel * (1 - value / top_value); };
    add("<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n", kLeft, top - 8, panel.title);
    for (double value = 0; value <= top_value; value += step) {
      add("<line x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>", kLeft, y_at(value),
          kWidth - kRight, y_at(value));
      add("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\" fill=\"#555\">{:.0f}</text>\n", kLeft - 8,
          y_at(value) + 4, value);
    }
    time_axis(top);
    for (std::size_t i = 0; i < game_.players.size(); ++i) {
      const auto& series = game_.players[i].series;
      if (series.empty()) continue;
      add("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\" points=\"",
          svg::colour(i));
      for (const StatsSample& sample : series)
        add("{:.1f},{:.1f} ", x_at(seconds_of(game_.summary, sample.loop)),
            y_at(std::max(panel.value(sample), 0.0)));
      add("\"/>\n");
    }
  }

  // Whole minutes, so many that they stay apart.
  void time_axis(int top) {
    const double minutes = std::max(svg::round_step(seconds_ / 60, 10), 1.0);
    for (double at = 0; at <= seconds_ / 60; at += minutes) {
      const double x = x_at(at * 60);
      add("<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#eee\"/>", x, top,
          top + kPanel);
      add("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">{}</text>\n", x,
          top + kPanel + 16, clock(at * 60));
    }
  }

  const GameAnalysis& game_;
  int legend_rows_ = 0;
  double seconds_ = 1;
  std::string out_;
};

}  // namespace

std::string draw_svg(const GameAnalysis& analysis) { return Drawing(analysis).draw(); }

}  // namespace evo::replay
