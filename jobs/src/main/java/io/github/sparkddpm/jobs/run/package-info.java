/** What a run's folder tells, and what keeps others up to date with it while it trains. */
package io.github.sparkddpm.jobs.run;
