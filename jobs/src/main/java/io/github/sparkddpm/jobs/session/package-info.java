/** What a verb needs of Spark: its version, and properties that a site may have set otherwise. */
package io.github.sparkddpm.jobs.session;
