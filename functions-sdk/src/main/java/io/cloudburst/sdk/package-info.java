/** What users' code is written against: functions and their context, DAGs, futures, errors. Depends on nothing else here. */
package io.cloudburst.sdk;
