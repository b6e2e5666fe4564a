/** Checks an engine on this machine against DL4J on the processor, and times it; without Spark. */
package io.github.sparkddpm.engine.check;
