/**
 * Checks an engine on this machine against DL4J on the processor, and times it; without Spark.
 *
 * <p>It may import the engines and all that they compute. Start reading at {@link
 * io.github.sparkddpm.engine.check.CheckEngine}, which has the main method.
 */
package io.github.sparkddpm.engine.check;
