package io.github.sparkddpm.spark.storage;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The content of {@code run.lock}.
 *
 * @param owner a random id of the one who holds it
 * @param holder the process, for people: user, host and process id
 * @param process the process, for a program, as {@link ProcessIdentity} has it
 * @param since when it was taken, ISO 8601
 * @param heartbeat when its owner last said that it lives, ISO 8601
 */
@JsonPropertyOrder({"owner", "holder", "process", "since", "heartbeat"})
record Lease(String owner, String holder, String process, String since, String heartbeat) {

  /** A later release may say more, and its lock is to be heeded all the same. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final int LONGEST_TEXT = 300;

  Lease {
    for (String text : new String[] {owner, holder, process, since, heartbeat}) {
      require(text != null, "a key is missing");
      require(text.length() <= LONGEST_TEXT, "a text is too long");
      require(
          text.equals(Printable.of(text)), "a text has control characters: " + Printable.of(text));
    }
    require(isTime(heartbeat), "its heartbeat is no time");
  }

  static Lease taken(String owner, Instant now) {
    return new Lease(
        owner,
        ProcessIdentity.forPeople(),
        ProcessIdentity.own().toString(),
        now.toString(),
        now.toString());
  }

  Lease beat(Instant now) {
    return new Lease(owner, holder, process, since, now.toString());
  }

  /** Returns the time for which the owner has been silent; negative if its clock is ahead. */
  Duration silence(Instant now) {
    return Duration.between(Instant.parse(heartbeat), now);
  }

  byte[] toJson() throws JsonProcessingException {
    return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a lease.
   *
   * @throws JsonProcessingException if it is none
   */
  static Lease read(byte[] json) throws JsonProcessingException {
    String text = new String(json, StandardCharsets.UTF_8);
    Lease lease = JSON.readValue(text, Lease.class);
    if (lease == null) {
      throw new JsonParseException(null, "it is null");
    }
    return lease;
  }

  private static boolean isTime(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
