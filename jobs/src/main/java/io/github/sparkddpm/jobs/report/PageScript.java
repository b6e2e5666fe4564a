package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The scripts and styles that a page contains, so that it needs no network. */
public final class PageScript {

  private static final String OURS = "io/github/sparkddpm/jobs/report/";
  private static final String CHART_LIBRARY = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

  /** The colours of page.css for curves. */
  private static final int COLOURS = 7;

  private static final JsonMapper JSON = new JsonMapper();

  private PageScript() {}

  /** Returns the script of uPlot, the library that draws the charts. */
  public static String chartLibrary() throws IOException {
    return chartFile("uPlot.iife.min.js");
  }

  /** Returns uPlot's style sheet. */
  public static String chartStyle() throws IOException {
    return chartFile("uPlot.min.css");
  }

  /** Returns the style sheet of all pages with charts. */
  public static String style() throws IOException {
    return read(OURS + "page.css");
  }

  /** Returns the script that draws the charts of a page's data with the library. */
  public static String charts() throws IOException {
    return read(OURS + "charts.js");
  }

  /** Returns the script of the run's report. */
  static String ofReport() throws IOException {
    return read(OURS + "report.js");
  }

  /** Returns the number in page.css of a curve's colour, which its script takes too. */
  public static int colour(int curve) {
    return 1 + curve % COLOURS;
  }

  /** Returns the data of a page's script as JSON. Within its element nothing looks like its end. */
  public static String data(Object data) throws JsonProcessingException {
    return JSON.writeValueAsString(data).replace("<", "\\u003c");
  }

  /** Reads a file of the library's webjar, whose paths contain the version. */
  private static String chartFile(String name) throws IOException {
    Properties library = new Properties();
    try (InputStream in = open(CHART_LIBRARY)) {
      library.load(in);
    }
    return read(
        "META-INF/resources/webjars/uplot/%s/dist/%s"
            .formatted(library.getProperty("version"), name));
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = PageScript.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException(
          "The job jar lacks %s: build it again with mvn package".formatted(resource));
    }
    return in;
  }
}
