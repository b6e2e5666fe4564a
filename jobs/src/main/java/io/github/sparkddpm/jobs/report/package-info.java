/** A run as a page and as pictures, for people. */
package io.github.sparkddpm.jobs.report;
