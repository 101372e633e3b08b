//! The whole system as a black box: journeys and faults.
