package io.github.sparkddpm.spark.storage;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * What {@code run.lock} says.
 *
 * @param owner a random id of the one who holds it
 * @param holder the process, for people: user, host and process id
 * @param process the process, for a program, as {@link ProcessIdentity} has it
 * @param since when it was taken, ISO 8601
 * @param heartbeat when its owner last said that it lives, ISO 8601
 */
@JsonPropertyOrder({"owner", "holder", "process", "since", "heartbeat"})
record Lease(String owner, String holder, String process, String since, String heartbeat) {

  private static final JsonMapper JSON = new JsonMapper();

  Lease {
    if (owner == null || holder == null || process == null || since == null || heartbeat == null) {
      throw new IllegalArgumentException("a key is missing");
    }
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

  /** How long its owner has been silent. */
  Duration silence(Instant now) {
    return Duration.between(Instant.parse(heartbeat), now);
  }

  byte[] toJson() throws JsonProcessingException {
    return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Lease read(byte[] json) throws JsonProcessingException {
    return JSON.readValue(new String(json, StandardCharsets.UTF_8), Lease.class);
  }
}
