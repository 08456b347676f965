/// What a request of ours to the outside may cost.
public enum OutboundLimits {
    /// Bytes of an answer that are read.
    public static let largestAnswer = 100 << 10
    /// From the first byte sent to the last received.
    public static let longestSeconds = 10
    /// The same for a mail, whose attachments take longer.
    public static let longestMailSeconds = 60
}
