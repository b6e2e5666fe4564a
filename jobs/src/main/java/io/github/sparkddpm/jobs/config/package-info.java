/**
 * The typed configuration of a run: {@code reference.conf}, then one preset, then the {@code
 * key=value} overrides, each winning over what came before it.
 *
 * <p>HOCON is read with Typesafe Config and bound to records whose constructors check ranges. Keys
 * are the records' component names in kebab-case; {@code reference.conf} names every one of them,
 * which is how an unknown key is told from a known one. A key has one record, the nearest to the
 * code that uses it: in core, in the pipeline, or here if only verbs use it. A record may hold
 * another one of the same section by {@code @JsonUnwrapped}.
 *
 * <p>Only {@code jobs} may read configuration. This package may import core and the pipeline, but
 * not the verbs. Start reading at {@link io.github.sparkddpm.jobs.config.RunConfig}, then {@code
 * ConfigLoader}.
 */
package io.github.sparkddpm.jobs.config;
