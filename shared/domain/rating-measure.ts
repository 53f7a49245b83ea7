/**
 * What machines are rated with: the version of the calibration mix and of the meter that it runs through. A rating
 * that was measured with anything else is measured anew. A test compares it with the mix and the meter themselves.
 */
export const ratingMeasure = 'mix 2, meter 4';
