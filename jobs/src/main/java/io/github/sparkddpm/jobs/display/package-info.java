/** Progress on the terminal or in the log. */
package io.github.sparkddpm.jobs.display;
