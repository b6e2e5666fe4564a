package io.github.sparkddpm.jobs.compare;

import com.github.mustachejava.DefaultMustacheFactory;
import io.github.sparkddpm.jobs.compare.Difference.Setting;
import io.github.sparkddpm.jobs.report.PageScript;
import io.github.sparkddpm.jobs.run.ShownNumber;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A comparison as one HTML file that needs no other.
 *
 * @param facts the rows of its table
 * @param file the same for programs
 */
record ComparisonPage(List<ComparedRun> runs, List<Fact> facts, ComparisonFile file) {

  private static final String TEMPLATE = "io/github/sparkddpm/jobs/compare/comparison.mustache";

  /** A run's head of a column, with the number of its colour, from 1. */
  private record Head(String name, Object path, int colour) {}

  /** A row of a table. */
  private record Row(String title, List<Cell> cells) {}

  /** A cell of a table, and what is said of it. */
  private record Cell(String text, boolean best, boolean known) {}

  /** A picture in the column of its run, from 1. */
  private record Shown(Picture picture, int column, int colour) {}

  private record ShownRow(String title, List<Shown> pictures) {}

  /** Returns the page. */
  String html() throws IOException {
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory().compile(TEMPLATE).execute(html, model());
    return html.toString();
  }

  private Map<String, Object> model() throws IOException {
    Map<String, Object> model = new HashMap<>();
    model.put("count", runs.size());
    model.put("version", file.version());
    model.put("runs", IntStream.range(0, runs.size()).mapToObj(this::head).toList());
    model.put("warnings", file.warnings());
    model.put("hasWarnings", !file.warnings().isEmpty());
    model.put("facts", facts.stream().filter(this::isKnown).map(this::row).toList());
    addDifferences(model);
    model.put("hasCharts", !file.charts().isEmpty());
    model.put("pictures", file.pictures().stream().map(this::shown).toList());
    model.put("hasPictures", !file.pictures().isEmpty());
    model.put("style", PageScript.style());
    model.put("chartScript", PageScript.chartLibrary());
    model.put("chartStyle", PageScript.chartStyle());
    model.put("script", PageScript.charts());
    model.put("json", PageScript.data(Map.of("charts", file.charts())));
    return model;
  }

  private Head head(int i) {
    return new Head(runs.get(i).name(), file.runs().get(i).get("path"), PageScript.colour(i));
  }

  private boolean isKnown(Fact fact) {
    return runs.stream().anyMatch(run -> fact.of(run) != null);
  }

  private Row row(Fact fact) {
    List<String> best = file.best().getOrDefault(fact.name(), List.of());
    return new Row(
        fact.title(),
        runs.stream()
            .map(run -> new Cell(fact.form().show(fact.of(run)), best.contains(run.name()), true))
            .toList());
  }

  private void addDifferences(Map<String, Object> model) {
    List<Row> shared = rows(difference -> !difference.isOnlyNew());
    List<Row> added = rows(Difference::isOnlyNew);
    model.put("differences", shared);
    model.put("hasDifferences", !shared.isEmpty());
    model.put("added", added);
    model.put("hasAdded", !added.isEmpty());
  }

  private List<Row> rows(Predicate<Difference> wanted) {
    return file.differences().stream()
        .filter(wanted)
        .map(of -> new Row(of.key(), of.values().stream().map(ComparisonPage::cell).toList()))
        .toList();
  }

  private static Cell cell(Setting setting) {
    String text = setting.value() == null ? ShownNumber.UNKNOWN : setting.value();
    return new Cell(text, false, setting.known());
  }

  private ShownRow shown(PictureRow row) {
    return new ShownRow(
        row.title(),
        row.pictures().stream()
            .map(
                picture -> {
                  int i = runs.stream().map(ComparedRun::name).toList().indexOf(picture.run());
                  return new Shown(picture, i + 1, PageScript.colour(i));
                })
            .toList());
  }
}
