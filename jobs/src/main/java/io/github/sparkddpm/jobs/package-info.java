/** The command line: one small class per verb, and how a run starts and ends. */
package io.github.sparkddpm.jobs;
