package io.github.sparkddpm.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.data.LocalSpark;
import java.util.List;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.JavaConverters;

class TableNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "samples",
        "db.samples_2",
        "ice.a.b.samples",
        "`my-db`.`sam``ples`",
        "`a.b`.`c`",
        "delta.`s3a://bucket/it``s [1]`",
        "2nd.samples"
      })
  void aNameHasThePartsThatSparkSeesAndIsWrittenBackAsSuch(String text) throws Exception {
    ParserInterface spark = LocalSpark.session().sessionState().sqlParser();
    List<String> parts = JavaConverters.seqAsJavaList(spark.parseMultipartIdentifier(text));

    TableName name = TableName.parse(text).orElseThrow();
    assertThat(name.parts()).isEqualTo(parts);
    assertThat(TableName.parse(name.toString())).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s3a://bucket/samples",
        "/samples",
        "db.",
        "db.``",
        "a b",
        "SELECT 1",
        "`a"
      })
  void anythingElseIsNoName(String text) {
    assertThat(TableName.parse(text)).isEmpty();
  }
}
